package io.sluice.review.report;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.http.Page;
import io.sluice.review.PublicUrls;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.change.ChangeService;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.job.CaseStore;
import io.sluice.review.job.EvaluationStore;
import io.sluice.review.outcome.EvaluationEvidence;
import io.sluice.review.outcome.Paired;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads evaluations and what they say. */
@ApplicationScoped
public class ResultService {
  private final ChangeService changes;
  private final EvaluationService service;
  private final EvaluationStore evaluations;
  private final CaseStore cases;
  private final PublicUrls urls;

  @Inject
  ResultService(
      ChangeService changes,
      EvaluationService service,
      EvaluationStore evaluations,
      CaseStore cases,
      PublicUrls urls) {
    this.changes = changes;
    this.service = service;
    this.evaluations = evaluations;
    this.cases = cases;
    this.urls = urls;
  }

  /**
   * Cases that have ended, and where the run is.
   *
   * @param isLast true when no more will come
   */
  record Ended(Evaluation run, List<EvaluationCase> cases, boolean isLast) {}

  /** One run with its comparison. */
  Uni<EvaluationView> view(Evaluation run) {
    return Panache.withSession(
        () ->
            run.state() == EvaluationState.RUNNING
                ? Uni.createFrom().item(EvaluationView.of(run, url(run), null, null))
                : cases
                    .all(run.id())
                    .chain(
                        found ->
                            comparison(run, found)
                                .map(
                                    comparison ->
                                        EvaluationView.of(
                                            run,
                                            url(run),
                                            EvaluationEvidence.medians(run, found),
                                            comparison.orElse(null)))));
  }

  /** One run with its comparison. */
  Uni<EvaluationView> get(long id) {
    return service.get(id).chain(this::view);
  }

  private Uni<Optional<EvaluationView.Comparison>> comparison(
      Evaluation run, List<EvaluationCase> found) {
    Evaluation.Baseline baseline = run.baseline();
    if (baseline == null || run.state() != EvaluationState.COMPLETED) {
      return Uni.createFrom().item(Optional.empty());
    }
    return evaluations
        .get(baseline.evaluation())
        .chain(
            other ->
                other.filter(b -> b.state() == EvaluationState.COMPLETED).isEmpty()
                    ? Uni.createFrom().item(Optional.<EvaluationView.Comparison>empty())
                    : cases
                        .all(baseline.evaluation())
                        .map(
                            then ->
                                Optional.of(EvaluationView.Comparison.of(Paired.of(found, then)))));
  }

  /** Runs of a change, newest first, without comparisons. */
  Uni<Page<EvaluationView>> ofChange(long change, long before, int limit) {
    return changes
        .get(change)
        .chain(() -> Panache.withSession(() -> evaluations.ofChange(change, before, limit + 1)))
        .map(
            found ->
                Page.of(
                    found,
                    limit,
                    run -> Long.toString(run.id()),
                    run -> EvaluationView.of(run, url(run), null, null)));
  }

  /** Cases of a run in the suite's order. */
  Uni<Page<CaseView>> cases(long id, CaseVerdict.@Nullable State verdict, long after, int limit) {
    return service
        .get(id)
        .chain(run -> Panache.withSession(() -> cases.page(id, verdict, after, limit + 1)))
        .map(found -> Page.of(found, limit, on -> Integer.toString(on.position()), CaseView::of));
  }

  /** Cases that ended after another one, in the order in which they did. */
  Uni<Ended> endedAfter(long id, int sequence, int limit) {
    return Panache.withSession(
        () ->
            evaluations
                .get(id)
                .chain(
                    run ->
                        cases
                            .endedAfter(id, sequence, limit)
                            .map(
                                found ->
                                    new Ended(
                                        run.orElseThrow(),
                                        found,
                                        found.size() < limit
                                            && run.get().state() != EvaluationState.RUNNING))));
  }

  private String url(Evaluation run) {
    return urls.evaluation(run.id());
  }
}
