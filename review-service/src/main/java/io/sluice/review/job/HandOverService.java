package io.sluice.review.job;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.EvidenceService;
import io.sluice.review.evidence.EvidenceStore;
import io.sluice.review.outcome.EvaluationEvidence;
import io.sluice.review.outcome.EvaluationEvidence.Against;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Puts results on record as evidence, once each: together with the mark that they are, in one
 * transaction. A candidate waits for its baseline. A run that was stopped proves nothing.
 */
@ApplicationScoped
public class HandOverService {
  private static final int MAX_PER_PASS = 20;

  private final EvaluationStore evaluations;
  private final CaseStore cases;
  private final EvidenceStore evidence;
  private final EvidenceService told;
  private final Clock clock;

  @Inject
  HandOverService(
      EvaluationStore evaluations,
      CaseStore cases,
      EvidenceStore evidence,
      EvidenceService told,
      Clock clock) {
    this.told = told;
    this.evaluations = evaluations;
    this.cases = cases;
    this.evidence = evidence;
    this.clock = clock;
  }

  /** Hands over what is due. */
  Uni<Void> handOverAll() {
    return Panache.withSession(() -> evaluations.notHandedOver(MAX_PER_PASS))
        .chain(
            due -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (Evaluation run : due) {
                all = all.chain(() -> Panache.withTransaction(() -> handOver(run)));
              }
              return all;
            });
  }

  private Uni<Void> handOver(Evaluation run) {
    return baseline(run)
        .chain(
            baseline ->
                baseline.filter(b -> b.state() == EvaluationState.RUNNING).isPresent()
                    ? Uni.createFrom().voidItem()
                    : evaluations
                        .handOver(run.id(), clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .chain(
                            isMine ->
                                isMine ? record(run, baseline) : Uni.createFrom().voidItem()));
  }

  private Uni<Optional<Evaluation>> baseline(Evaluation run) {
    return run.baseline() == null
        ? Uni.createFrom().item(Optional.empty())
        : evaluations.get(run.baseline().evaluation());
  }

  private Uni<Void> record(Evaluation run, Optional<Evaluation> baseline) {
    return cases
        .all(run.id())
        .chain(
            candidates ->
                against(run, baseline)
                    .chain(
                        against ->
                            recordAll(
                                run,
                                EvaluationEvidence.of(run, candidates, against.orElse(null)))));
  }

  private Uni<Optional<Against>> against(Evaluation run, Optional<Evaluation> baseline) {
    Evaluation.Baseline named = run.baseline();
    return named == null || baseline.isEmpty() || !isComplete(baseline.get())
        ? Uni.createFrom().item(Optional.empty())
        : cases
            .all(named.evaluation())
            .map(found -> Optional.of(new Against(named.version(), found)));
  }

  private static boolean isComplete(Evaluation run) {
    return run.state() == EvaluationState.COMPLETED;
  }

  /** What is live already is nobody's news. */
  private Uni<Void> recordAll(Evaluation run, List<Evidence> all) {
    Uni<Void> recorded = Uni.createFrom().voidItem();
    for (Evidence one : all) {
      recorded =
          recorded
              .chain(() -> run.isBaseline() ? evidence.record(one) : told.record(run.change(), one))
              .replaceWithVoid();
    }
    return recorded;
  }
}
