package io.sluice.registry.index;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexStore.Marker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Converges the index to main: new commits are added, a rewritten main is read from its start. */
@ApplicationScoped
public class IndexReconciler {
  private static final Logger LOG = Logger.getLogger(IndexReconciler.class);
  private static final int BATCH = 100;
  private static final int RETRY_SECONDS = 1;

  private final GitReader git;
  private final GitWork work;
  private final CommitReader commits;
  private final IndexStore store;
  private final SchemaMigration schema;
  private final Clock clock;
  private final ReconcileLoop loop;
  private final BroadcastProcessor<String> moves = BroadcastProcessor.create();

  @Inject
  IndexReconciler(
      GitReader git,
      GitWork work,
      CommitReader commits,
      IndexStore store,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.git = git;
    this.work = work;
    this.commits = commits;
    this.store = store;
    this.schema = schema;
    this.clock = clock;
    this.loop = new ReconcileLoop("index", this::pass, clock, metrics);
  }

  @Scheduled(every = "${sluice.index.every:2s}", identity = "index")
  Uni<Void> tick() {
    return schema.done().chain(loop::run);
  }

  /**
   * Brings the index to the commit that main was seen at.
   *
   * @return the marker, at exactly that commit
   * @throws ProblemException 503 when it is not there, or main has moved on meanwhile
   */
  public Uni<Marker> upTo(String commit) {
    return pass()
        .chain(store::marker)
        .map(
            marker ->
                marker
                    .filter(at -> at.commit().equals(commit))
                    .orElseThrow(
                        () ->
                            ProblemException.retryLater(
                                RegistryProblem.INDEX_BEHIND,
                                "The index is catching up with Git; try again.",
                                RETRY_SECONDS)));
  }

  /** Brings the index to wherever main is. */
  public Uni<Void> upToMain() {
    return pass();
  }

  /** How the last pass went. */
  public ReconcileLoop.Status status() {
    return loop.status();
  }

  /** Commit ids that the index reaches, as it reaches them in this process. */
  public Multi<String> moves() {
    return moves;
  }

  private Uni<Void> pass() {
    return store
        .marker()
        .chain(marker -> work.run(() -> next(marker)))
        .chain(this::apply)
        .chain(more -> more ? pass() : Uni.createFrom().voidItem());
  }

  /** What to add next, read from Git. */
  private Batch next(Optional<Marker> marker) throws IOException {
    String head = git.mainHead();
    if (marker.isPresent() && marker.get().commit().equals(head)) {
      return new Batch(head, false, List.of(), false);
    }
    if (marker.isPresent() && !git.isAncestor(marker.get().commit(), head)) {
      LOG.warnf("Main no longer contains %s: reading it from its start", marker.get().commit());
      return new Batch(null, true, List.of(), true);
    }
    String from = marker.map(Marker::commit).orElse(null);
    long position = marker.map(Marker::position).orElse(-1L);
    List<CommitInfo> history = git.history(from, head);
    List<IndexedCommit> read = new ArrayList<>();
    for (CommitInfo commit : history.subList(0, Math.min(BATCH, history.size()))) {
      read.add(commits.read(commit, ++position));
    }
    return new Batch(from, false, read, history.size() > BATCH);
  }

  private Uni<Boolean> apply(Batch batch) {
    if (batch.startOver()) {
      return store.clear().replaceWith(true);
    }
    if (batch.commits().isEmpty()) {
      return Uni.createFrom().item(false);
    }
    return store
        .append(batch.from(), batch.commits(), clock.instant())
        .invoke(
            appended -> {
              if (appended) {
                moves.onNext(batch.commits().getLast().commit().id());
              }
            })
        .map(appended -> !appended || batch.more());
  }

  private record Batch(
      @Nullable String from, boolean startOver, List<IndexedCommit> commits, boolean more) {}
}
