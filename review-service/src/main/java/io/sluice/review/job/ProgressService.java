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
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.evaluation.Purpose;
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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens to runs, each time in one short transaction that has locked the pair: its
 * counters, its spending and its cases move together or not at all.
 */
@ApplicationScoped
public class ProgressService {
  /** Calls that are looked at in one pass, for each run. */
  private static final int WINDOW = 64;

  private final EvaluationStore evaluations;
  private final CaseStore cases;
  private final CallStore calls;
  private final AllowanceService allowances;
  private final Clock clock;

  @Inject
  ProgressService(
      EvaluationStore evaluations,
      CaseStore cases,
      CallStore calls,
      AllowanceService allowances,
      Clock clock) {
    this.evaluations = evaluations;
    this.cases = cases;
    this.calls = calls;
    this.allowances = allowances;
    this.clock = clock;
  }

  /** A call that is to be sent now, with what it is about. */
  record Work(Evaluation run, EvaluationCase on, CallStore.Claimed claimed) {}

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
   * Claims what may be sent now of a pair of runs, and stops the pair when its budget is used up.
   */
  Uni<List<Work>> claim(long pair) {
    Instant now = now();
    List<AllowanceService.Taken> taken = new ArrayList<>();
    return Panache.withTransaction(
            () ->
                evaluations
                    .lockPair(pair)
                    .chain(
                        runs ->
                            calls
                                .reserved(pair, now)
                                .chain(reserved -> claim(runs, reserved, taken, now))))
        .onFailure()
        .invoke(() -> taken.forEach(allowances::undo));
  }

  private Uni<List<Work>> claim(
      List<Evaluation> runs, BigDecimal reserved, List<AllowanceService.Taken> taken, Instant now) {
    BigDecimal spent = BigDecimal.ZERO;
    for (Evaluation run : runs) {
      spent = spent.add(run.totals().spentUsd()).add(run.totals().possiblySpentUsd());
    }
    Spending spending = new Spending(runs.getFirst().options().budgetUsd(), spent, reserved);
    List<Work> work = new ArrayList<>();
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Evaluation run : runs) {
      if (run.state() == EvaluationState.RUNNING) {
        all =
            all.chain(
                    () -> calls.claim(run.id(), WINDOW, admission(run, spending, taken, now), now))
                .chain(claimed -> workOf(run, claimed))
                .invoke(work::addAll)
                .replaceWithVoid();
      }
    }
    return all.chain(() -> stopIfExhausted(runs, spending, now)).replaceWith(work);
  }

  private CallStore.Admission admission(
      Evaluation run, Spending spending, List<AllowanceService.Taken> taken, Instant now) {
    return (call, isRepeated) -> {
      if (isRepeated) {
        spending.mayBePaid(call.estimate().costUsd());
      }
      if (!spending.reserve(call.estimate().costUsd())) {
        return Optional.empty();
      }
      String model = Objects.requireNonNullElse(run.modelFor(call.purpose()), "");
      Optional<AllowanceService.Taken> took = allowances.take(model, call.estimate().tokens(), now);
      took.ifPresentOrElse(taken::add, () -> spending.release(call.estimate().costUsd()));
      return took.map(AllowanceService.Taken::lease);
    };
  }

  private Uni<List<Work>> workOf(Evaluation run, List<CallStore.Claimed> claimed) {
    if (claimed.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Uni<Void> counted = Uni.createFrom().voidItem();
    for (CallStore.Claimed one : claimed) {
      if (one.isRepeated()) {
        BigDecimal lost = one.call().estimate().costUsd();
        counted = counted.chain(() -> evaluations.spend(run.id(), BigDecimal.ZERO, lost, 1));
      }
    }
    List<Integer> positions =
        claimed.stream().map(one -> one.call().position()).distinct().toList();
    return counted
        .chain(() -> cases.at(run.id(), positions))
        .map(
            found ->
                claimed.stream()
                    .map(
                        one ->
                            new Work(
                                run,
                                found.stream()
                                    .filter(on -> on.position() == one.call().position())
                                    .findFirst()
                                    .orElseThrow(),
                                one))
                    .toList());
  }

  private Uni<Void> stopIfExhausted(List<Evaluation> runs, Spending spending, Instant now) {
    if (!spending.isExhausted()) {
      return Uni.createFrom().voidItem();
    }
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Evaluation run : runs) {
      all =
          all.chain(
                  () ->
                      evaluations.end(
                          run.id(),
                          EvaluationState.OUT_OF_BUDGET,
                          "The next call might have exceeded the budget of "
                              + runs.getFirst().options().budgetUsd()
                              + " USD.",
                          now))
              .replaceWithVoid();
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
        .done(work.claimed(), new Call.Result(answered.text(), null), orZero(cost), now)
        .chain(
            isMine -> {
              if (!isMine) {
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
        .done(
            work.claimed(), new Call.Result(null, step.why()), orZero(cost(work, step.paid())), now)
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
