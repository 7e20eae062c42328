package io.sluice.review.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.change.Change;
import io.sluice.review.checklist.Checklist;
import io.sluice.review.checklist.ChecklistView;
import io.sluice.review.registry.Comparison.PromptChange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What will happen when a change is merged, as far as it is known at one moment.
 *
 * @param digest what an approval has to name; it covers all that the author controls
 * @param at the moment
 * @param diff where the text difference is read
 * @param files files that change
 * @param versions the first {@value #SHOWN} versions that environments are to run, or that are made
 * @param versionCount how many there are
 * @param checklist for each environment
 */
public record PlanView(
    long change,
    String digest,
    Instant at,
    String diff,
    int files,
    List<VersionPlan> versions,
    int versionCount,
    List<ChecklistView> checklist) {

  /** Most versions within the view. */
  static final int SHOWN = 50;

  static PlanView of(Change change, Checklist checklist, String url, Instant now) {
    return new PlanView(
        change.number(),
        change.digest(),
        now,
        url + "/diff",
        change.revision().comparison().files().size(),
        versions(change, checklist, now),
        count(checklist),
        ChecklistView.of(checklist));
  }

  static List<VersionPlan> versions(Change change, Checklist checklist, Instant now) {
    Map<String, JsonNode> impacts = new HashMap<>();
    Objects.requireNonNullElse(change.revision().comparison().prompts(), List.<PromptChange>of())
        .forEach(
            prompt -> {
              JsonNode impact = prompt.impact();
              String digest = prompt.nextDigest();
              if (impact != null && digest != null) {
                impacts.put(digest, impact);
              }
            });
    return checklist.environments().stream()
        .flatMap(
            one ->
                one.subjects().stream()
                    .map(s -> VersionPlan.of(one, s, impacts.get(s.digest()), now)))
        .limit(SHOWN)
        .toList();
  }

  static int count(Checklist checklist) {
    return checklist.environments().stream().mapToInt(one -> one.subjects().size()).sum();
  }
}
