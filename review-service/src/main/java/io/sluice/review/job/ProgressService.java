package io.sluice.review.job;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.review.evaluation.Call;
import io.sluice.review.evaluation.CallPlan;
import io.sluice.review.evaluation.CallStep;
import io.sluice.review.evaluation.CaseStep;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evaluation.EvaluationCase.Answer;
import io.sluice.review.evaluation.EvaluationCase.Ending;
import io.sluice.review.evaluation.Purpose;
import io.sluice.review.job.ClaimService.Work;
import io.sluice.review.model.ModelAnswer;
import io.sluice.review.model.Price;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens to runs, each time in one short transaction that has locked the pair: its
 * counters, its spending and its cases move together or not at all.
 */
@ApplicationScoped
public class ProgressService {
  private final EvaluationStore evaluations;
  private final CaseStore cases;
  private final CallStore calls;
  private final Clock clock;

  @Inject
  ProgressService(EvaluationStore evaluations, CaseStore cases, CallStore calls, Clock clock) {
    this.evaluations = evaluations;
    this.cases = cases;
    this.calls = calls;
    this.clock = clock;
  }

  /** Adds a run with its cases within the caller's transaction. */
  public Uni<Evaluation> add(Evaluation run, PreparedSuite suite) {
    Instant now = now();
    return evaluations
        .add(run)
        .call(
            added ->
                cases
                    .add(added.id(), suite.items().stream().map(PreparedSuite.Item::test).toList())
                    .chain(() -> calls.add(firstCalls(added, suite), now))
                    .chain(() -> endAtOnce(added, suite, now)));
  }

  private static List<Call> firstCalls(Evaluation run, PreparedSuite suite) {
    List<Call> first = new ArrayList<>();
    for (int i = 0; i < suite.items().size(); i++) {
      Call.Estimate estimate = suite.items().get(i).estimate();
      if (estimate != null) {
        first.add(new Call(run.id(), i, new Purpose.Answer(), 0, 0, estimate, null));
      }
    }
    return first;
  }

  private Uni<Void> endAtOnce(Evaluation run, PreparedSuite suite, Instant now) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (int i = 0; i < suite.items().size(); i++) {
      CaseStep.Ends ends = suite.items().get(i).ends();
      int position = i;
      if (ends != null) {
        all = all.chain(() -> end(run, position, ends, now));
      }
    }
    return all;
  }

  /**
   * Writes what came of a try.
   *
   * @param random 0 to 1, for the wait before another try
   */
  Uni<Void> record(Work work, ModelAnswer answer, double random) {
    CallStep step =
        CallStep.after(work.claimed().call(), answer, work.run().options().dimensions(), random);
    return Panache.withTransaction(
        () ->
            evaluations
                .lockPair(work.run().pair())
                .chain(
                    () ->
                        switch (step) {
                          case CallStep.Done(ModelAnswer.Answered answered) -> done(work, answered);
                          case CallStep.Again again -> again(work, again);
                          case CallStep.GivenUp givenUp -> givenUp(work, givenUp);
                        }));
  }

  private Uni<Void> done(Work work, ModelAnswer.Answered answered) {
    Instant now = now();
    BigDecimal cost = cost(work, answered);
    return calls
        .answered(work.claimed(), answered.text(), orZero(cost), now)
        .chain(
            isFirst -> {
              if (!isFirst) {
                return Uni.createFrom().voidItem();
              }
              Uni<Void> kept = spend(work, answered, false, false);
              if (work.claimed().call().purpose() instanceof Purpose.Answer) {
                Answer kind =
                    new Answer(
                        answered.text(),
                        answered.latencyMs(),
                        answered.usage().inputTokens(),
                        answered.usage().outputTokens(),
                        cost);
                kept =
                    kept.chain(() -> cases.answer(work.run().id(), work.on().position(), kind))
                        .replaceWithVoid();
              }
              return kept.chain(() -> advance(work, now));
            });
  }

  private Uni<Void> again(Work work, CallStep.Again step) {
    return calls
        .again(
            work.claimed(),
            step.throttled(),
            orZero(cost(work, step.paid())),
            now().plus(step.after()))
        .chain(
            isMine ->
                isMine
                    ? spend(work, step.paid(), step.isLost(), true)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> givenUp(Work work, CallStep.GivenUp step) {
    Instant now = now();
    return calls
        .givenUp(work.claimed(), step.why(), orZero(cost(work, step.paid())), now)
        .chain(
            isMine ->
                isMine
                    ? spend(work, step.paid(), step.isLost(), false).chain(() -> advance(work, now))
                    : Uni.createFrom().voidItem());
  }

  /** A lost try counts twice over only if the call is sent again. */
  private Uni<Void> spend(
      Work work, ModelAnswer.@Nullable Answered paid, boolean isLost, boolean isSentAgain) {
    BigDecimal cost = orZero(cost(work, paid));
    BigDecimal lost = isLost ? work.claimed().call().estimate().costUsd() : BigDecimal.ZERO;
    return evaluations.spend(work.run().id(), cost, lost, isLost && isSentAgain ? 1 : 0);
  }

  private Uni<Void> advance(Work work, Instant now) {
    long run = work.run().id();
    int position = work.on().position();
    return cases
        .get(run, position)
        .chain(
            on ->
                calls
                    .ofCase(run, position)
                    .chain(
                        made ->
                            switch (CaseStep.of(work.run(), on, made)) {
                              case CaseStep.Needs(List<Purpose> purposes) ->
                                  calls.add(
                                      purposes.stream()
                                          .map(purpose -> planned(work.run(), on, purpose))
                                          .toList(),
                                      now);
                              case CaseStep.Waits waits -> Uni.createFrom().voidItem();
                              case CaseStep.Ends ends -> end(work.run(), position, ends, now);
                            }));
  }

  private static Call planned(Evaluation run, EvaluationCase on, Purpose purpose) {
    return new Call(
        run.id(), on.position(), purpose, 0, 0, CallPlan.of(run, on, purpose).estimate(run), null);
  }

  private Uni<Void> end(Evaluation run, int position, CaseStep.Ends ends, Instant now) {
    return evaluations
        .count(run.id(), ends.verdict().state(), now)
        .chain(
            sequence ->
                cases.end(
                    run.id(),
                    position,
                    new Ending(sequence, ends.verdict(), ends.results(), ends.scores(), now)));
  }

  private static @Nullable BigDecimal cost(Work work, ModelAnswer.@Nullable Answered paid) {
    String model = work.run().modelFor(work.claimed().call().purpose());
    Price price = model == null ? null : work.run().options().prices().get(model);
    return price == null || paid == null ? null : price.of(paid.usage());
  }

  private static BigDecimal orZero(@Nullable BigDecimal cost) {
    return cost == null ? BigDecimal.ZERO : cost;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
