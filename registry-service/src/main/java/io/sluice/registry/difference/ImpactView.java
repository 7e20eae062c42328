package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a prompt means, short enough for a list of hundreds.
 *
 * @param verdict the graver of inputs and output
 * @param reasons at most 10, each with its rule and a JSON pointer into the old entry
 * @param tokensBefore null for a new prompt
 * @param costBefore null for a new prompt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImpactView(
    Verdict verdict,
    List<Reason> reasons,
    @Nullable Tokens tokensBefore,
    Tokens tokensAfter,
    @Nullable Cost costBefore,
    Cost costAfter) {
  private static final int MAX_REASONS = 10;

  /**
   * @param before entry with fragments put in, or null for a new prompt
   * @param after the same as the change has it
   */
  public static ImpactView of(@Nullable JsonNode before, JsonNode after, PriceTable prices) {
    Tokens tokensAfter = Tokens.of(after);
    Cost costAfter = Cost.of(after, tokensAfter, prices);
    if (before == null) {
      return new ImpactView(Verdict.COMPATIBLE, List.of(), null, tokensAfter, null, costAfter);
    }
    Tokens tokensBefore = Tokens.of(before);
    InputImpact inputs = inputs(before, after);
    OutputImpact output = OutputImpact.of(before.get("outputSchema"), after.get("outputSchema"));
    return new ImpactView(
        inputs.verdict().or(output.verdict()),
        Stream.concat(
                inputs.changes().stream()
                    .filter(change -> change.verdict() != Verdict.COMPATIBLE)
                    .map(
                        change ->
                            new Reason(
                                change.rule(), "/inputs/" + change.input(), change.detail())),
                output.reasons().stream()
                    .map(
                        reason ->
                            new Reason(
                                reason.rule(),
                                "/outputSchema" + reason.pointer(),
                                reason.detail())))
            .limit(MAX_REASONS)
            .toList(),
        tokensBefore,
        tokensAfter,
        Cost.of(before, tokensBefore, prices),
        costAfter);
  }

  static InputImpact inputs(JsonNode before, JsonNode after) {
    return InputImpact.of(orEmpty(before.get("inputs")), orEmpty(after.get("inputs")));
  }

  private static JsonNode orEmpty(@Nullable JsonNode node) {
    return node == null ? JsonNodeFactory.instance.objectNode() : node;
  }
}
