package io.sluice.rollout.evaluation;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.rollout.count.CounterStore;
import io.sluice.rollout.lifecycle.Signal;
import io.sluice.rollout.lifecycle.Step;
import io.sluice.rollout.rollout.DecisionFacts;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Criteria;
import io.sluice.rollout.verdict.ErrorVerdict;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Evaluates one rollout in one transaction: the counters that were folded, the new evidence and the
 * new state are kept together or not at all, so being killed anywhere loses and repeats nothing.
 */
@ApplicationScoped
public class EvaluationService {
  private final RolloutStore rollouts;
  private final CounterStore counters;
  private final Clock clock;

  @Inject
  EvaluationService(RolloutStore rollouts, CounterStore counters, Clock clock) {
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
    // A bucket of one second is closed once maturity has passed since its end.
    long closedBefore = now.minus(found.rollout().plan().maturity()).getEpochSecond();
    return counters
        .takeUnfolded(found.number(), closedBefore)
        .chain(
            buckets ->
                keep(found, buckets, now).chain(() -> step(found, judge(found, buckets), now)));
  }

  private Uni<Void> keep(StoredRollout found, List<Bucket> buckets, Instant now) {
    return buckets.isEmpty()
        ? Uni.createFrom().voidItem()
        : rollouts.keep(found.number(), fold(found.evidence(), buckets), now);
  }

  private Uni<Boolean> step(StoredRollout found, Finding finding, Instant now) {
    return switch (found.rollout().step(new Signal.Judged(finding), now)) {
      case Step.Transition t ->
          rollouts.apply(found.number(), t, DecisionFacts.of(finding), now).replaceWith(true);
      case Step.Stay s -> Uni.createFrom().item(false);
      case Step.Refused r -> Uni.createFrom().item(false);
    };
  }

  /**
   * Judges after every bucket, so that it does not matter how many of them one pass happens to see:
   * the first regression decides, otherwise the last finding.
   */
  private static Finding judge(StoredRollout found, List<Bucket> buckets) {
    Criteria criteria = found.rollout().plan().criteria(found.rollout().traffic().percent());
    Evidence evidence = found.evidence();
    Finding finding = ErrorVerdict.judge(evidence, criteria);
    for (Bucket bucket : buckets) {
      if (finding instanceof Finding.Regression) {
        return finding;
      }
      evidence = evidence.fold(bucket);
      finding = ErrorVerdict.judge(evidence, criteria);
    }
    return finding;
  }

  private static Evidence fold(Evidence evidence, List<Bucket> buckets) {
    Evidence folded = evidence;
    for (Bucket bucket : buckets) {
      folded = folded.fold(bucket);
    }
    return folded;
  }
}
