package io.sluice.review.checklist;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.checklist.Checklist.ForEnvironment;
import io.sluice.review.evidence.EvidenceView;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Verdict;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checklist for one environment as its reader sees it.
 *
 * @param environment {@code none} for a change that promotes nothing
 * @param summary one sentence: what stands in the way, and what was waived
 * @param trouble why the environment's rules cannot be applied; absent when they can
 * @param items all of them; none when no version is made or promoted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChecklistView(
    String environment,
    String summary,
    int met,
    int unmet,
    int missing,
    int waived,
    @Nullable String trouble,
    List<ItemView> items) {

  /** Most sentences of an item, so that a change of hundreds of prompts stays readable. */
  private static final int SHOWN = 20;

  /**
   * One item.
   *
   * @param required whether it blocks while it is neither met nor waived
   * @param waivable whether the environment's rules let somebody waive it
   * @param reason one sentence, or as many as it takes
   * @param failing what is not so or not known; of a waived item, what was waived
   * @param evidence what the verdict rests on
   * @param statements what people said that counts
   */
  public record ItemView(
      ChecklistItem item,
      ChecklistItem.Part part,
      String title,
      Verdict verdict,
      boolean required,
      boolean waivable,
      String reason,
      List<String> passing,
      List<String> failing,
      List<EvidenceView> evidence,
      List<StatementView> statements) {

    static ItemView of(ItemResult decided, ChecklistPolicy policy) {
      RequirementResult result = decided.result();
      List<String> failing = decided.unwaived().isEmpty() ? result.failing() : decided.unwaived();
      List<String> decisive = result.isMet() ? result.passing() : result.failing();
      return new ItemView(
          decided.item(),
          decided.item().part(),
          decided.item().title(),
          result.verdict(),
          decided.required(),
          policy.waivable().contains(decided.item()),
          cut(decisive).stream().collect(Collectors.joining("; ")),
          cut(result.passing()),
          cut(failing),
          decided.evidence().stream().limit(SHOWN).map(EvidenceView::of).toList(),
          decided.statements().stream().limit(SHOWN).map(StatementView::of).toList());
    }

    private static List<String> cut(List<String> texts) {
      return texts.size() <= SHOWN
          ? texts
          : Stream.concat(
                  texts.stream().limit(SHOWN), Stream.of("and " + (texts.size() - SHOWN) + " more"))
              .toList();
    }
  }

  /** All of a change's checklists. */
  public static List<ChecklistView> of(Checklist checklist) {
    return checklist.environments().stream().map(ChecklistView::of).toList();
  }

  private static ChecklistView of(ForEnvironment one) {
    return new ChecklistView(
        one.environment(),
        summary(one),
        count(one, Verdict.MET),
        count(one, Verdict.UNMET),
        count(one, Verdict.MISSING),
        count(one, Verdict.WAIVED),
        one.trouble(),
        one.items().stream().map(item -> ItemView.of(item, one.policy())).toList());
  }

  private static int count(ForEnvironment one, Verdict verdict) {
    return (int) one.items().stream().filter(item -> item.verdict() == verdict).count();
  }

  private static String summary(ForEnvironment one) {
    if (one.items().isEmpty()) {
      return "no version is made or promoted";
    }
    String blocking =
        names(
            one.items().stream()
                .filter(item -> item.required() && !item.result().isMet())
                .toList());
    String waived =
        names(one.items().stream().filter(item -> item.verdict() == Verdict.WAIVED).toList());
    int required = (int) one.items().stream().filter(ItemResult::required).count();
    String text =
        required == 0
            ? "nothing is required here"
            : blocking.isEmpty()
                ? "all %d required items let it through".formatted(required)
                : "blocked by " + blocking;
    return waived.isEmpty() ? text : text + "; WAIVED: " + waived;
  }

  private static String names(List<ItemResult> items) {
    return items.stream().map(item -> item.item().wireName()).collect(Collectors.joining(", "));
  }
}
