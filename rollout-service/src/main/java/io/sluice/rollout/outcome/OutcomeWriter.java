package io.sluice.rollout.outcome;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.verdict.Baseline;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reports of many requests with one statement, as a database's group commit does: while
 * a few statements wait for the disk, whatever arrives becomes the next one. Each request still
 * learns only of its own outcomes, and only once they are durable. What would have to wait for too
 * long is refused at once.
 */
@ApplicationScoped
public class OutcomeWriter {
  /** Statements under way at once; more of them would only wait for the same disk and rows. */
  private static final int WRITERS = 3;

  /**
   * Fewer outcomes than these wait while a statement is under way: a statement costs the database
   * more than the rows in it, and small ones beside each other more than one after another.
   */
  static final int WORTH_ANOTHER = 24;

  private static final int MAX_IN_STATEMENT = 1_000;

  /** About a second of work on two processors. */
  private static final int MAX_WAITING = 20_000;

  private static final int RETRY_SECONDS = 1;

  private final OutcomeStore store;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private int waiting;
  private int writing;

  @Inject
  OutcomeWriter(OutcomeStore store, MeterRegistry metrics) {
    this.store = store;
    metrics.gauge("sluice_outcomes_waiting", this, OutcomeWriter::waiting);
  }

  /** A request's batch. */
  private record Waiting(
      List<ReportedOutcome> batch,
      Map<Long, Baseline> baselines,
      UniEmitter<? super List<ReportedOutcome>> emitter,
      @Nullable Context context) {
    void complete(List<ReportedOutcome> counted) {
      answer(e -> e.complete(counted));
    }

    void fail(Throwable why) {
      answer(e -> e.fail(why));
    }

    /** Back where the request is handled. */
    private void answer(Consumer<UniEmitter<? super List<ReportedOutcome>>> with) {
      if (context == null) {
        with.accept(emitter);
      } else {
        context.runOnContext(ignored -> with.accept(emitter));
      }
    }
  }

  /**
   * Stores a batch in which each decision occurs once; answers those that counted. Fails with 503
   * when too much is waiting already.
   *
   * @param baselines of all rollouts in it
   */
  Uni<List<ReportedOutcome>> write(List<ReportedOutcome> batch, Map<Long, Baseline> baselines) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              enqueue(new Waiting(batch, baselines, emitter, Vertx.currentContext()));
              writeOn();
            });
  }

  private synchronized void enqueue(Waiting request) {
    if (waiting > 0 && waiting + request.batch().size() > MAX_WAITING) {
      throw ProblemException.retryLater(
          CommonProblem.UNAVAILABLE,
          "More outcomes arrive than can be stored right now. Nothing of this batch was counted;"
              + " send it again.",
          RETRY_SECONDS);
    }
    waiting += request.batch().size();
    queue.add(request);
  }

  private synchronized int waiting() {
    return waiting;
  }

  private void writeOn() {
    for (List<Waiting> group = next(); !group.isEmpty(); group = next()) {
      write(group);
    }
  }

  /**
   * The next requests in their order. One that reports a decision that the group has already waits
   * for the next, so that each learns what its own report added.
   */
  private synchronized List<Waiting> next() {
    List<Waiting> group = new ArrayList<>();
    if (writing >= WRITERS || (writing > 0 && waiting < WORTH_ANOTHER)) {
      return group;
    }
    Set<UUID> decisions = new HashSet<>();
    int outcomes = 0;
    while (!queue.isEmpty()) {
      List<ReportedOutcome> batch = queue.peek().batch();
      boolean fits = group.isEmpty() || outcomes + batch.size() <= MAX_IN_STATEMENT;
      if (!fits || batch.stream().anyMatch(o -> decisions.contains(o.decision().nonce()))) {
        break;
      }
      batch.forEach(o -> decisions.add(o.decision().nonce()));
      outcomes += batch.size();
      group.add(queue.remove());
    }
    if (!group.isEmpty()) {
      writing++;
      waiting -= outcomes;
    }
    return group;
  }

  private synchronized void written() {
    writing--;
  }

  private void write(List<Waiting> group) {
    statement(group)
        .subscribe()
        .with(
            counted -> {
              written();
              answer(group, counted);
              writeOn();
            },
            e -> {
              written();
              failed(group, e);
              writeOn();
            });
  }

  private Uni<List<ReportedOutcome>> statement(List<Waiting> group) {
    if (group.size() == 1) {
      return store.report(group.getFirst().batch(), group.getFirst().baselines());
    }
    Map<Long, Baseline> baselines = new HashMap<>();
    group.forEach(request -> baselines.putAll(request.baselines()));
    return store.report(
        group.stream().flatMap(request -> request.batch().stream()).toList(), baselines);
  }

  private static void answer(List<Waiting> group, List<ReportedOutcome> counted) {
    if (group.size() == 1) {
      group.getFirst().complete(counted);
      return;
    }
    Map<UUID, ReportedOutcome> news = new HashMap<>();
    counted.forEach(outcome -> news.put(outcome.decision().nonce(), outcome));
    for (Waiting request : group) {
      request.complete(
          request.batch().stream()
              .flatMap(o -> Stream.ofNullable(news.get(o.decision().nonce())))
              .toList());
    }
  }

  /** What the database refuses because of one request must not fail the others. */
  private void failed(List<Waiting> group, Throwable e) {
    if (group.size() == 1 || !(e instanceof PgException)) {
      group.forEach(request -> request.fail(e));
      return;
    }
    for (Waiting request : group) {
      store
          .report(request.batch(), request.baselines())
          .subscribe()
          .with(request::complete, request::fail);
    }
  }
}
