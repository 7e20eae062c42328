package io.sluice.rollout.evaluation;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.rollout.count.CounterStore;
import io.sluice.rollout.lifecycle.Plan;
import io.sluice.rollout.lifecycle.Signal;
import io.sluice.rollout.lifecycle.Step;
import io.sluice.rollout.lifecycle.Traffic;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Judgement;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Evaluates one rollout in one transaction: the counters that were folded, the new evidence, the
 * tick and the new state are kept together or not at all, so being killed anywhere loses and
 * repeats nothing.
 */
@ApplicationScoped
public class EvaluationService {
  private static final int ALL = 100;

  private final RolloutStore rollouts;
  private final CounterStore counters;
  private final StallWatch stalls;
  private final Clock clock;

  @Inject
  EvaluationService(RolloutStore rollouts, CounterStore counters, StallWatch stalls, Clock clock) {
    this.stalls = stalls;
    this.rollouts = rollouts;
    this.counters = counters;
    this.clock = clock;
  }

  /** Evaluates a rollout; true when it moved to another state. */
  Uni<Boolean> evaluate(long number) {
    return Panache.withTransaction(
        () ->
            rollouts
                .lock(number)
                .chain(
                    found ->
                        found == null || found.rollout().state().isOver()
                            ? Uni.createFrom().item(false)
                            : foldAndStep(found)));
  }

  private Uni<Boolean> foldAndStep(StoredRollout found) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Plan plan = found.rollout().plan();
    Traffic traffic = found.rollout().traffic();
    // Where one version has all traffic there is no other arm to wait for.
    int stage = traffic.percent() == ALL ? CounterStore.NO_STAGE : traffic.stage();
    return counters
        .takeUnfolded(found.number(), stage, now.minus(plan.maturity()), found.evidence())
        .map(buckets -> new Judgement(found.evidence(), buckets, plan.criteria(traffic.percent())))
        .chain(judgement -> keep(found, judgement, now).chain(() -> step(found, judgement, now)));
  }

  private Uni<Void> keep(StoredRollout found, Judgement judgement, Instant now) {
    return judgement.buckets().isEmpty()
        ? Uni.createFrom().voidItem()
        : rollouts.keep(found.number(), judgement.after(), now);
  }

  private Uni<Boolean> step(StoredRollout found, Judgement judgement, Instant now) {
    Finding finding = judgement.finding();
    return switch (found.rollout().step(new Signal.Judged(finding), now)) {
      case Step.Transition t ->
          rollouts
              .decide(found.number(), t, finding, now)
              .chain(() -> rollouts.tick(found.number(), judgement, finding, true, now))
              .replaceWith(true);
      case Step.Stay s -> noted(found, judgement, finding, now);
      case Step.Refused r -> noted(found, judgement, finding, now);
    };
  }

  /** Nothing moved; a new reason for that is kept, the same one again is not. */
  private Uni<Boolean> noted(
      StoredRollout found, Judgement judgement, Finding finding, Instant now) {
    Uni<Void> noted =
        finding.rule().equals(found.lastRule())
            ? Uni.createFrom().voidItem()
            : rollouts.tick(found.number(), judgement, finding, false, now);
    return noted.chain(() -> stalls.look(found, finding, now)).replaceWith(false);
  }
}
