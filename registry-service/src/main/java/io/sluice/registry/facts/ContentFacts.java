package io.sluice.registry.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.difference.Cost;
import io.sluice.registry.format.VersionContent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version's content says of itself.
 *
 * @param missing fields of a complete registry entry that are not there, such as {@code
 *     limits.latencyMs}
 * @param knownIssues how many it documents
 * @param firstIssues the first {@value #SHOWN_ISSUES} of them, cut at {@value #SHOWN_CHARS}
 *     characters
 * @param outputSchema whether it declares one
 * @param latencyLimitMs its {@code limits.latencyMs}, or null
 * @param costLimitUsd its {@code limits.costPerCallUsd}, or null
 * @param cost of one call by the price table
 * @param suite null when there is no {@code tests.yaml}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContentFacts(
    String owner,
    List<String> labels,
    List<String> missing,
    int knownIssues,
    List<String> firstIssues,
    boolean outputSchema,
    @Nullable Long latencyLimitMs,
    @Nullable BigDecimal costLimitUsd,
    Cost cost,
    @Nullable SuiteFacts suite) {
  private static final int SHOWN_ISSUES = 3;
  private static final int SHOWN_CHARS = 200;

  /** A field that a complete entry has, and where it is. */
  private record Field(String name, String pointer) {}

  /**
   * The schema requires the first few already. An empty list of known issues says that there are
   * none; only no list at all says nothing.
   */
  private static final List<Field> COMPLETE =
      List.of(
          new Field("owner", "/owner"),
          new Field("team", "/team"),
          new Field("purpose", "/purpose"),
          new Field("model", "/model"),
          new Field("messages", "/messages"),
          new Field("knownIssues", "/knownIssues"),
          new Field("limits.latencyMs", "/limits/latencyMs"),
          new Field("limits.costPerCallUsd", "/limits/costPerCallUsd"));

  static ContentFacts of(VersionContent content, Cost cost) {
    JsonNode entry = content.prompt();
    JsonNode latency = entry.at("/limits/latencyMs");
    JsonNode budget = entry.at("/limits/costPerCallUsd");
    JsonNode tests = content.tests();
    return new ContentFacts(
        entry.path("owner").asText(),
        texts(entry.path("labels"), Integer.MAX_VALUE),
        COMPLETE.stream()
            .filter(field -> entry.at(field.pointer()).isMissingNode())
            .map(Field::name)
            .toList(),
        entry.path("knownIssues").size(),
        texts(entry.path("knownIssues"), SHOWN_ISSUES),
        entry.path("outputSchema").isObject(),
        latency.isNumber() ? latency.longValue() : null,
        budget.isNumber() ? budget.decimalValue() : null,
        cost,
        tests == null ? null : SuiteFacts.of(tests));
  }

  private static List<String> texts(JsonNode array, int atMost) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < Math.min(atMost, array.size()); i++) {
      String text = array.get(i).asText();
      texts.add(text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS - 1) + "…");
    }
    return texts;
  }
}
