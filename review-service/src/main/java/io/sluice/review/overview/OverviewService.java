package io.sluice.review.overview;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.PublicUrls;
import io.sluice.review.ReviewProblem;
import io.sluice.review.approval.ApprovalStore;
import io.sluice.review.approval.Given;
import io.sluice.review.breakglass.BrokenGlass;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeState;
import io.sluice.review.change.ChangeStore;
import io.sluice.review.checklist.Checklist;
import io.sluice.review.checklist.ChecklistService;
import io.sluice.review.registry.Comparison;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads change requests together with what is decided about them. */
@ApplicationScoped
public class OverviewService {
  private static final Given NOTHING = new Given(List.of(), Map.of());

  private final ChangeService service;
  private final ChangeStore changes;
  private final ApprovalStore approvals;
  private final ChecklistService checklists;
  private final BrokenGlassStore glasses;
  private final PublicUrls urls;

  @Inject
  OverviewService(
      ChangeService service,
      ChangeStore changes,
      ApprovalStore approvals,
      ChecklistService checklists,
      BrokenGlassStore glasses,
      PublicUrls urls) {
    this.glasses = glasses;
    this.service = service;
    this.changes = changes;
    this.approvals = approvals;
    this.checklists = checklists;
    this.urls = urls;
  }

  /** One change as it is stored now. */
  public Uni<ChangeView> get(long number) {
    return service.get(number).chain(this::of);
  }

  /** The view of a change that the caller has just read or made. */
  public Uni<ChangeView> of(Change change) {
    return Panache.withSession(
        () ->
            approvals
                .of(change.number())
                .chain(
                    given ->
                        checklists
                            .of(change, change.revision().comparison())
                            .chain(
                                checklist ->
                                    glass(change)
                                        .map(
                                            glass ->
                                                ChangeView.whole(
                                                    change,
                                                    given,
                                                    checklist,
                                                    glass.orElse(null),
                                                    urls.change(change.number()),
                                                    service.now())))));
  }

  private Uni<Optional<BrokenGlass>> glass(Change change) {
    return change.state() == ChangeState.MERGED
        ? glasses.of(change.number())
        : Uni.createFrom().item(Optional.empty());
  }

  /** Changes with numbers below {@code before}, newest first; null means no filter. */
  public Uni<Page<ChangeView>> list(
      @Nullable ChangeState state, @Nullable String branch, long before, int limit) {
    return Panache.withSession(
        () ->
            changes
                .page(state, branch, before, limit + 1)
                .chain(
                    found ->
                        approvals
                            .of(found.stream().map(Change::number).toList())
                            .chain(
                                given ->
                                    checklists
                                        .of(found)
                                        .map(
                                            decided ->
                                                Page.of(
                                                    found,
                                                    limit,
                                                    change -> Long.toString(change.number()),
                                                    change -> view(change, given, decided))))));
  }

  private ChangeView view(Change change, Map<Long, Given> given, Map<Long, Checklist> decided) {
    return ChangeView.inList(
        change,
        given.getOrDefault(change.number(), NOTHING),
        Objects.requireNonNull(decided.get(change.number())),
        urls.change(change.number()),
        service.now());
  }

  /**
   * What a revision changes.
   *
   * @param revision null for the latest
   * @param after path of a file to start after, or null
   */
  Uni<DiffView> diff(long number, @Nullable Integer revision, @Nullable String after, int limit) {
    return service
        .get(number)
        .map(change -> revision == null ? change.revision().number() : revision)
        .chain(wanted -> Panache.withSession(() -> changes.revision(number, wanted)))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            ReviewProblem.REVISION_NOT_FOUND,
                            "Change %d has no revision %d.".formatted(number, revision))))
        .map(diff -> DiffView.of(number, diff, after, limit));
  }

  /** Prompts that a change touches, by id. */
  Uni<Page<Comparison.PromptChange>> prompts(long number, @Nullable String after, int limit) {
    return comparison(number)
        .map(
            comparison ->
                Slices.of(
                    ChangeView.known(comparison.prompts()),
                    Comparison.PromptChange::prompt,
                    after,
                    limit,
                    Function.identity()));
  }

  /** What a change would do to environments, by environment and prompt. */
  Uni<Page<Comparison.Promotion>> promotions(long number, @Nullable String after, int limit) {
    return comparison(number)
        .map(
            comparison ->
                Slices.of(
                    ChangeView.known(comparison.promotions()),
                    promotion -> promotion.environment() + "/" + promotion.prompt(),
                    after,
                    limit,
                    Function.identity()));
  }

  /** What is worth a second look, in the registry's order. */
  Uni<Page<Comparison.Finding>> warnings(long number, long after, int limit) {
    return comparison(number)
        .map(comparison -> Slices.byPlace(ChangeView.known(comparison.warnings()), after, limit));
  }

  private Uni<Comparison> comparison(long number) {
    return service.get(number).map(change -> change.revision().comparison());
  }
}
