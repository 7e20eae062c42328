package io.sluice.registry.index;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.registry.RegistryProblem;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Converges the index to main: new commits are added, a rewritten main is read from its start. */
@ApplicationScoped
public class IndexReconciler {
  private static final Logger LOG = Logger.getLogger(IndexReconciler.class);
  private static final int RETRY_SECONDS = 1;

  private final GitReader git;
  private final GitWork work;
  private final CommitReader commits;
  private final IndexStore store;
  private final SchemaMigration schema;
  private final IndexJobService jobs;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final ReconcileLoop loop;
  private volatile Lag lag = new Lag(0, null);
  private final BroadcastProcessor<String> moves = BroadcastProcessor.create();

  @Inject
  IndexReconciler(
      GitReader git,
      GitWork work,
      CommitReader commits,
      IndexStore store,
      SchemaMigration schema,
      IndexJobService jobs,
      Clock clock,
      MeterRegistry metrics) {
    this.git = git;
    this.work = work;
    this.commits = commits;
    this.store = store;
    this.schema = schema;
    this.jobs = jobs;
    this.clock = clock;
    this.metrics = metrics;
    jobs.onSwap(moves::onNext);
    metrics.gauge("sluice_index_lag_commits", this, self -> self.lag.commits());
    metrics.gauge("sluice_index_lag_seconds", this, self -> self.lag().toMillis() / 1000.0);
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

  /** How long main has had commits that the index lacks, as this process knows; zero when none. */
  public Duration lag() {
    Instant since = lag.since();
    return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
  }

  /** Commit ids that the index reaches, as it reaches them in this process. */
  public Multi<String> moves() {
    return moves;
  }

  private Uni<Void> pass() {
    return store
        .marker()
        .chain(marker -> work.run(() -> missing(marker)))
        .chain(missing -> missing.isEmpty() ? startOver() : catchUp(missing.get()));
  }

  /** What the index lacks; empty when it is not on main at all. */
  private Optional<Missing> missing(Optional<Marker> marker) throws IOException {
    String after = marker.map(Marker::commit).orElse(null);
    long position = marker.map(Marker::position).orElse(-1L);
    return git.firstParents(after, git.mainHead()).map(ids -> new Missing(after, ids, position));
  }

  /** What the index holds stays in use until main is read anew beside it. */
  private Uni<Void> startOver() {
    LOG.warn("Main no longer contains what the index has read: reading it from its start");
    return jobs.start(IndexJob.Kind.REBUILD, "reconciler");
  }

  private Uni<Void> catchUp(Missing missing) {
    int behind = missing.ids().size();
    if (behind == 0) {
      lag = new Lag(0, null);
      return Uni.createFrom().voidItem();
    }
    Instant since = lag.since();
    Instant start = clock.instant();
    lag = new Lag(behind, since == null ? start : since);
    return add(missing)
        .invoke(
            () -> {
              lag = new Lag(0, null);
              metrics.timer("sluice_index_sync").record(Duration.between(start, clock.instant()));
              metrics.counter("sluice_index_commits").increment(behind);
            });
  }

  /** Adds batch after batch; where somebody else moves the marker meanwhile, looks anew. */
  private Uni<Void> add(Missing missing) {
    return new MainBatches(work, commits, clock, missing.ids(), missing.position() + 1)
        .into(
            missing.after(),
            batch ->
                store
                    .append(batch.after(), batch.rows())
                    .invoke(
                        appended -> {
                          if (appended) {
                            moves.onNext(batch.upTo().commit());
                          }
                        }))
        .chain(all -> all ? Uni.createFrom().voidItem() : pass());
  }

  /**
   * Commits that the index lacks.
   *
   * @param after the commit that it is at, or null
   * @param position number of first parents before that commit; -1 when there is none
   */
  private record Missing(@Nullable String after, List<String> ids, long position) {}

  /**
   * How far the index is behind main.
   *
   * @param since when this was first seen, or null when it is not behind
   */
  private record Lag(int commits, @Nullable Instant since) {}
}
