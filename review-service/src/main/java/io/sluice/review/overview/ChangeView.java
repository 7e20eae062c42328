package io.sluice.review.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.approval.Approval;
import io.sluice.review.approval.ApprovalView;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeState;
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
 * A change request as its reader sees it: enough to decide.
 *
 * @param digest what an approval has to name
 * @param contributors author, pushers and whoever changed the target; none of them may approve
 * @param requirements every requirement, met or not, with the reason
 * @param mergeable true when the change is open and every requirement is met
 * @param promotions what merging would do to environments
 * @param warnings what the registry found worth a second look; none of it blocks
 * @param mergeCommit commit on main; null until merged
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
    boolean mergeable,
    List<ApprovalView> approvals,
    List<FileView> files,
    List<Comparison.PromptChange> prompts,
    List<Comparison.Promotion> promotions,
    List<Comparison.Finding> warnings,
    String url,
    Instant createdAt,
    Instant updatedAt,
    @Nullable String mergeCommit) {

  /** Makes the view; every verdict in it is derived here and now. */
  static ChangeView of(Change change, List<Approval> approvals, String url) {
    List<RequirementResult> results = Requirement.evaluate(Submission.of(change, approvals));
    Comparison comparison = change.revision().comparison();
    Set<String> contributors = new TreeSet<>(change.contributors());
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
        change.state() == ChangeState.OPEN && results.stream().allMatch(RequirementResult::isMet),
        approvals.stream().map(a -> ApprovalView.of(a, change.digest(), contributors)).toList(),
        comparison.files().stream().map(FileView::of).toList(),
        Objects.requireNonNullElse(comparison.prompts(), List.of()),
        Objects.requireNonNullElse(comparison.promotions(), List.of()),
        Objects.requireNonNullElse(comparison.warnings(), List.of()),
        url,
        change.createdAt(),
        change.updatedAt(),
        change.mergeCommit());
  }
}
