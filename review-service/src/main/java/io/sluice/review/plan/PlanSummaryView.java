package io.sluice.review.plan;

import io.sluice.review.change.Change;
import io.sluice.review.checklist.Checklist;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plan in sentences.
 *
 * @param url where the whole plan is read
 * @param lines what will happen; of a change of many prompts, the first {@value #SHOWN} sentences
 */
public record PlanSummaryView(String url, List<String> lines) {
  private static final int SHOWN = 40;

  public static PlanSummaryView of(Change change, Checklist checklist, String url, Instant now) {
    boolean several = PlanView.count(checklist) > 1;
    List<String> all =
        PlanView.versions(change, checklist, now).stream()
            .flatMap(
                version ->
                    version.lines().stream()
                        .map(line -> several ? version.prompt() + ": " + line : line))
            .toList();
    return new PlanSummaryView(
        url + "/plan",
        all.size() <= SHOWN
            ? all
            : Stream.concat(all.stream().limit(SHOWN), Stream.of("and more; see the plan"))
                .toList());
  }
}
