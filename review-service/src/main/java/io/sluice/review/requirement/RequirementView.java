package io.sluice.review.requirement;

import java.util.List;

/** A requirement as its reader sees it. */
public record RequirementView(
    String name, Verdict verdict, String reason, List<String> passing, List<String> failing) {
  public static RequirementView of(RequirementResult result) {
    return new RequirementView(
        result.name(), result.verdict(), result.reason(), result.passing(), result.failing());
  }
}
