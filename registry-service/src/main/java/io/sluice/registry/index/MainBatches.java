package io.sluice.registry.index;

import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexStore.Marker;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A run of main's first parents, as batches of rows. The next batch is read from Git while one is
 * written to PostgreSQL; no more than these two are at hand, however long main is.
 */
final class MainBatches {
  /** The most commits in a batch; {@link CommitReader#MAX_VERSIONS} may make it smaller. */
  static final int MAX_COMMITS = 200;

  /**
   * Rows of some commits.
   *
   * @param after the commit before them, or null when they start with the very first one
   * @param upTo where an index with these rows is
   * @param left commits after them that are not read yet
   */
  record Batch(@Nullable String after, Marker upTo, int left, List<IndexRows.Round> rows) {
    Batch {
      rows = List.copyOf(rows);
    }
  }

  /** Writes a batch; false when there is no use in going on. */
  @FunctionalInterface
  interface Sink {
    Uni<Boolean> write(Batch batch);
  }

  private enum Step {
    MORE,
    DONE,
    STOPPED
  }

  private final GitWork work;
  private final CommitReader commits;
  private final Clock clock;
  private final List<String> ids;
  private final long position;

  /**
   * @param ids oldest first
   * @param position number of first parents before the first of them
   */
  MainBatches(GitWork work, CommitReader commits, Clock clock, List<String> ids, long position) {
    this.work = work;
    this.commits = commits;
    this.clock = clock;
    this.ids = ids;
    this.position = position;
  }

  /**
   * Reads them all.
   *
   * @param after the commit before the first of them, or null
   * @return false when the sink said that there is no use in going on
   */
  Uni<Boolean> into(@Nullable String after, Sink sink) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(true);
    }
    return read(after, 0)
        .chain(
            first -> {
              AtomicReference<Batch> next = new AtomicReference<>(first);
              return Uni.createFrom()
                  .deferred(() -> step(next, sink))
                  .repeat()
                  .whilst(step -> step == Step.MORE)
                  .collect()
                  .last()
                  .map(step -> step == Step.DONE);
            });
  }

  private Uni<Step> step(AtomicReference<Batch> next, Sink sink) {
    Batch batch = Objects.requireNonNull(next.get());
    Uni<Boolean> written = sink.write(batch);
    if (batch.left() == 0) {
      return written.map(goOn -> goOn ? Step.DONE : Step.STOPPED);
    }
    Uni<Batch> following = read(batch.upTo().commit(), ids.size() - batch.left());
    return Uni.combine()
        .all()
        .unis(written, following)
        .with(
            (goOn, read) -> {
              next.set(read);
              return goOn ? Step.MORE : Step.STOPPED;
            });
  }

  private Uni<Batch> read(@Nullable String after, int from) {
    return work.run(
        () -> {
          List<String> wanted = ids.subList(from, Math.min(from + MAX_COMMITS, ids.size()));
          List<IndexedCommit> read = commits.read(after, wanted, position + from);
          int end = from + read.size();
          return new Batch(
              after,
              new Marker(ids.get(end - 1), position + end - 1),
              ids.size() - end,
              IndexRows.of(read, clock.instant()));
        });
  }
}
