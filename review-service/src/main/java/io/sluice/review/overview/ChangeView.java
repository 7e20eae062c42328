package io.sluice.review.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.approval.ApprovalView;
import io.sluice.review.approval.Given;
import io.sluice.review.breakglass.BrokenGlass;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeState;
import io.sluice.review.checklist.Checklist;
import io.sluice.review.checklist.ChecklistView;
import io.sluice.review.plan.PlanSummaryView;
import io.sluice.review.registry.Comparison;
import io.sluice.review.requirement.Requirement;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.RequirementView;
import io.sluice.review.requirement.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A change request as its reader sees it: enough to decide. Lists of what it touches hold the first
 * {@value #SHOWN}; {@code counts} says how many there are, and each list has a path of its own that
 * pages through all of it ({@code /diff}, {@code /prompts}, {@code /promotions}, {@code
 * /warnings}).
 *
 * @param digest what an approval has to name
 * @param contributors author, pushers and whoever changed the target; none of them may approve
 * @param requirements every requirement, met or not, with the reason
 * @param checklist the deployment checklist for each environment; null in a list
 * @param plan what will happen on merge, in words; null in a list
 * @param mergeable true when the change is open and every requirement is met
 * @param promotions what merging would do to environments
 * @param warnings what the registry found worth a second look; none of it blocks
 * @param mergeCommit commit on main; null until merged
 * @param breakGlass present when it landed without the approvals that it needed; null in a list
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ChangeView(
    long number,
    ChangeState state,
    String title,
    String description,
    String author,
    Set<String> contributors,
    String branch,
    String head,
    String digest,
    String promoteTo,
    int revision,
    List<RequirementView> requirements,
    @Nullable List<ChecklistView> checklist,
    @Nullable PlanSummaryView plan,
    boolean mergeable,
    List<ApprovalView> approvals,
    List<FileView> files,
    List<Comparison.PromptChange> prompts,
    List<Comparison.Promotion> promotions,
    List<Comparison.Finding> warnings,
    Counts counts,
    String url,
    Instant createdAt,
    Instant updatedAt,
    @Nullable String mergeCommit,
    @Nullable BrokenGlass breakGlass) {

  /** Most entries of a list within the view. */
  static final int SHOWN = 50;

  /** How many of each there are, shown here or not. */
  public record Counts(int files, int prompts, int promotions, int warnings) {}

  /** Makes the view; every verdict in it is derived here and now. */
  static ChangeView whole(
      Change change,
      Given given,
      Checklist checklist,
      @Nullable BrokenGlass glass,
      String url,
      Instant now) {
    return of(
        change,
        given,
        checklist,
        ChecklistView.of(checklist),
        PlanSummaryView.of(change, checklist, url, now),
        glass,
        url,
        now);
  }

  /** The same without what only a reader of this one change wants. */
  static ChangeView inList(
      Change change, Given given, Checklist checklist, String url, Instant now) {
    return of(change, given, checklist, null, null, null, url, now);
  }

  private static ChangeView of(
      Change change,
      Given given,
      Checklist checklist,
      @Nullable List<ChecklistView> items,
      @Nullable PlanSummaryView plan,
      @Nullable BrokenGlass glass,
      String url,
      Instant now) {
    Submission submission = Submission.of(change, given, checklist.gates(), now);
    List<RequirementResult> results = Requirement.evaluate(submission);
    Comparison comparison = change.revision().comparison();
    Set<String> contributors = new TreeSet<>(change.contributors());
    List<Comparison.PromptChange> prompts = known(comparison.prompts());
    List<Comparison.Promotion> promotions = known(comparison.promotions());
    List<Comparison.Finding> warnings = known(comparison.warnings());
    return new ChangeView(
        change.number(),
        change.state(),
        change.proposal().title(),
        change.proposal().description(),
        change.author(),
        contributors,
        change.branch(),
        change.head(),
        change.digest(),
        change.proposal().promoteTo(),
        change.revision().number(),
        results.stream().map(RequirementView::of).toList(),
        items,
        plan,
        change.state() == ChangeState.OPEN && results.stream().allMatch(RequirementResult::isMet),
        submission.judged().stream()
            .map(judged -> ApprovalView.of(judged.approval(), judged.standing()))
            .toList(),
        first(comparison.files()).stream().map(FileView::of).toList(),
        first(prompts),
        first(promotions),
        first(warnings),
        new Counts(comparison.files().size(), prompts.size(), promotions.size(), warnings.size()),
        url,
        change.createdAt(),
        change.updatedAt(),
        change.mergeCommit(),
        glass);
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(SHOWN, all.size()));
  }

  static <T> List<T> known(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
