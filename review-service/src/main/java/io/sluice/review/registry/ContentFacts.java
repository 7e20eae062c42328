package io.sluice.review.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a version's content says of itself, as the registry read it. What it does not say is null or
 * empty, and never counts for the better.
 *
 * @param owner who is on call for it
 * @param missing fields of a complete registry entry that are not there; null when not said
 * @param knownIssues how many it documents
 * @param firstIssues the first few of them
 * @param outputSchema whether it declares one; null when not said
 * @param latencyLimitMs its limit for the 95th percentile, in ms
 * @param costLimitUsd its budget for a call, in USD
 * @param cost of a call by the price table: {@code inputUsd}, {@code maxOutputUsd}, {@code note}
 * @param suite null when there is no test suite
 */
public record ContentFacts(
    @Nullable String owner,
    List<String> labels,
    @Nullable List<String> missing,
    int knownIssues,
    List<String> firstIssues,
    @Nullable Boolean outputSchema,
    @Nullable Long latencyLimitMs,
    @Nullable BigDecimal costLimitUsd,
    @Nullable JsonNode cost,
    @Nullable Suite suite) {

  public ContentFacts {
    labels = Objects.requireNonNullElse(labels, List.of());
    firstIssues = Objects.requireNonNullElse(firstIssues, List.of());
  }

  /**
   * What the test suite is made of.
   *
   * @param asserting cases that assert something
   * @param byTag cases that carry a tag
   * @param distinctReal cases tagged {@code real}, near-duplicates not counted
   * @param nearDuplicates the first few that were not counted
   */
  public record Suite(
      int cases,
      int asserting,
      Map<String, Integer> byTag,
      int distinctReal,
      List<NearDuplicate> nearDuplicates) {
    public Suite {
      byTag = Objects.requireNonNullElse(byTag, Map.of());
      nearDuplicates = Objects.requireNonNullElse(nearDuplicates, List.of());
    }

    /** How many cases carry a tag. */
    public int tagged(String tag) {
      return byTag.getOrDefault(tag, 0);
    }
  }

  /**
   * A case that says nearly the same as an earlier one.
   *
   * @param similarity Jaccard similarity of their inputs, 0.8 to 1
   */
  public record NearDuplicate(String name, String like, double similarity) {}
}
