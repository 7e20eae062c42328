package io.sluice.registry.index;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexJob.Comparison;
import io.sluice.registry.index.IndexJob.Kind;
import io.sluice.registry.index.IndexStore.Marker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of main into tables beside the live index: a rebuild puts them in its place, a check
 * compares the two. The live index goes on meanwhile; a job that dies leaves it as it was.
 */
@ApplicationScoped
public class IndexJobService {
  private static final Logger LOG = Logger.getLogger(IndexJobService.class);
  private static final int MAX_ROUNDS = 50;

  private final GitReader git;
  private final GitWork work;
  private final CommitReader commits;
  private final IndexJobStore jobs;
  private final SchemaMigration schema;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final AtomicLong different = new AtomicLong();
  private volatile Consumer<String> swapped = commit -> {};

  @Inject
  IndexJobService(
      GitReader git,
      GitWork work,
      CommitReader commits,
      IndexJobStore jobs,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.git = git;
    this.work = work;
    this.commits = commits;
    this.jobs = jobs;
    this.schema = schema;
    this.clock = clock;
    this.metrics = metrics;
    metrics.gauge("sluice_index_differences", different);
  }

  @Scheduled(cron = "${sluice.index.check:0 17 3 * * ?}", identity = "index-check")
  Uni<Void> check() {
    return schema.done().chain(() -> start(Kind.CHECK, "schedule"));
  }

  /** Rows of the live index that the last check of this process found not to be as Git says. */
  long differences() {
    return different.get();
  }

  /** Who is to know of the commit that the index is at after a swap. */
  void onSwap(Consumer<String> listener) {
    swapped = listener;
  }

  /**
   * Starts a job, or joins the one that runs on any replica.
   *
   * @return completes once the job is recorded; it goes on by itself
   */
  Uni<Void> start(Kind kind, String by) {
    return jobs.tryLock()
        .chain(
            lock ->
                lock.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : jobs.started(kind, by, clock.instant())
                        .onFailure()
                        .call(() -> jobs.release(lock.get()))
                        .invoke(() -> goOn(kind, lock.get())));
  }

  private void goOn(Kind kind, SqlConnection connection) {
    Instant start = clock.instant();
    run(kind, connection)
        .onItemOrFailure()
        .call((found, failure) -> IndexSchema.leave(connection).onFailure().recoverWithNull())
        .onItemOrFailure()
        .call(
            (found, failure) ->
                ended(kind, start, found == null ? null : found.orElse(null), failure))
        .onItemOrFailure()
        .call((found, failure) -> jobs.release(connection))
        .subscribe()
        .with(done -> {}, failure -> LOG.errorf(failure, "Index %s failed", kind));
  }

  private Uni<Void> ended(
      Kind kind, Instant start, @Nullable Comparison found, @Nullable Throwable failure) {
    Instant end = clock.instant();
    String name = kind == Kind.REBUILD ? "sluice_index_rebuild" : "sluice_index_check";
    if (failure == null) {
      metrics.timer(name).record(Duration.between(start, end));
      LOG.infof("Index %s: done in %d ms", kind, Duration.between(start, end).toMillis());
    } else {
      metrics.counter("sluice_index_job_failures").increment();
    }
    if (found != null) {
      different.set(found.different());
      found.differences().forEach(d -> LOG.errorf("Index differs from Git: %s", d));
    }
    return jobs.ended(end, failure == null ? null : String.valueOf(failure.getMessage()), found)
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Optional<Comparison>> run(Kind kind, SqlConnection connection) {
    return IndexSchema.begin(connection)
        .chain(
            beside ->
                fill(connection, null, -1)
                    .call(beside::finish)
                    .chain(
                        at ->
                            switch (kind) {
                              case REBUILD ->
                                  swap(connection, beside, at, MAX_ROUNDS)
                                      .replaceWith(Optional.<Comparison>empty());
                              case CHECK ->
                                  compare(connection, beside, at, MAX_ROUNDS).map(Optional::of);
                            }));
  }

  /** Reads main from a commit on to wherever it is; returns where that was. */
  private Uni<Marker> fill(SqlConnection connection, @Nullable String after, long position) {
    return work.run(() -> required(git.firstParents(after, git.mainHead())))
        .chain(
            ids ->
                new MainBatches(work, commits, clock, ids, position + 1)
                    .into(after, batch -> write(connection, batch))
                    .replaceWith(
                        ids.isEmpty()
                            ? new Marker(String.valueOf(after), position)
                            : new Marker(ids.getLast(), position + ids.size())));
  }

  private Uni<Boolean> write(SqlConnection connection, MainBatches.Batch batch) {
    long read = batch.upTo().position() + 1;
    return transaction(connection, () -> IndexWriter.write(connection, batch.rows()))
        .chain(() -> jobs.progressed(read, read + batch.left()))
        .replaceWith(true);
  }

  /** Swaps once nothing has come to main, or to the live index, since. */
  private Uni<Void> swap(SqlConnection connection, IndexSchema beside, Marker at, int rounds) {
    return caughtUp(connection, at, rounds)
        .chain(
            now ->
                beside
                    .live()
                    .chain(
                        live ->
                            transaction(
                                connection,
                                () ->
                                    beside
                                        .lockLive()
                                        .chain(beside::live)
                                        .chain(
                                            locked ->
                                                isUnmoved(locked, live, now)
                                                    ? beside.swap().replaceWith(true)
                                                    : Uni.createFrom().item(false))))
                    .onFailure(IndexJobService::isLockTimeout)
                    .recoverWithItem(false)
                    .chain(
                        done -> {
                          if (!done) {
                            return swap(connection, beside, now, rounds - 1);
                          }
                          swapped.accept(now.commit());
                          return Uni.createFrom().voidItem();
                        }));
  }

  /** Compares at a moment when both are at the same commit. */
  private Uni<Comparison> compare(
      SqlConnection connection, IndexSchema beside, Marker at, int rounds) {
    return caughtUp(connection, at, rounds)
        .chain(
            now ->
                this.<Optional<Comparison>>transaction(
                        connection,
                        () ->
                            beside
                                .stillSnapshot()
                                .chain(beside::live)
                                .chain(
                                    live ->
                                        live.filter(now.commit()::equals).isPresent()
                                            ? beside.compare().map(Optional::of)
                                            : Uni.createFrom().item(Optional.empty())))
                    .chain(
                        found ->
                            found.isPresent()
                                ? beside.drop().replaceWith(found.get())
                                : Uni.createFrom()
                                    .voidItem()
                                    .onItem()
                                    .delayIt()
                                    .by(Duration.ofMillis(200))
                                    .chain(() -> compare(connection, beside, now, rounds - 1))));
  }

  private Uni<Marker> caughtUp(SqlConnection connection, Marker at, int rounds) {
    return rounds == 0
        ? Uni.createFrom()
            .failure(new IllegalStateException("Main or the live index kept moving; try again"))
        : fill(connection, at.commit(), at.position());
  }

  private static boolean isUnmoved(Optional<String> locked, Optional<String> seen, Marker now) {
    return locked.equals(seen) || locked.filter(now.commit()::equals).isPresent();
  }

  private static boolean isLockTimeout(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("55P03");
  }

  private static List<String> required(Optional<List<String>> ids) throws IOException {
    return ids.orElseThrow(() -> new IOException("Main was rewritten meanwhile; try again"));
  }

  private <T> Uni<T> transaction(SqlConnection connection, Supplier<Uni<T>> statements) {
    return connection
        .begin()
        .chain(
            begun ->
                Uni.createFrom()
                    .deferred(() -> statements.get())
                    .call(begun::commit)
                    .onFailure()
                    .call(() -> begun.rollback().onFailure().recoverWithNull()));
  }
}
