package io.sluice.review.job;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evaluation.EvaluationState;
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

/**
 * Claims calls that may be sent: due, within the provider's limits and within the budget. What is
 * claimed is this process' own until its lease ends.
 */
@ApplicationScoped
public class ClaimService {
  /** Calls that are looked at in one pass, for each run. */
  private static final int WINDOW = 64;

  private final EvaluationStore evaluations;
  private final CaseStore cases;
  private final CallStore calls;
  private final AllowanceService allowances;
  private final Clock clock;

  @Inject
  ClaimService(
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

  /**
   * Claims what may be sent now of a pair of runs, and stops the pair when its budget is used up.
   */
  Uni<List<Work>> claim(long pair) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
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
}
