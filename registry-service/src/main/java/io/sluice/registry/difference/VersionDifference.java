package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.index.PromptVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions, and what that means.
 *
 * @param fields fields of the entry, and under {@code /tests} of the suite; at most 500
 * @param messages word by word, with fragments put in
 * @param verdict the graver of inputs and output
 * @param unified both files as they are in Git
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionDifference(
    String prompt,
    int from,
    int to,
    List<FieldChange> fields,
    List<MessageDiff> messages,
    Verdict verdict,
    InputImpact inputs,
    OutputImpact output,
    Usage before,
    Usage after,
    String unified) {

  /** Tokens and cost of one version. */
  public record Usage(Tokens tokens, Cost cost) {
    static Usage of(JsonNode entry, PriceTable prices) {
      Tokens tokens = Tokens.of(entry);
      return new Usage(tokens, Cost.of(entry, tokens, prices));
    }
  }

  static VersionDifference of(
      PromptVersion from, PromptVersion to, String unified, PriceTable prices) {
    InputImpact inputs = ImpactView.inputs(from.entry(), to.entry());
    OutputImpact output =
        OutputImpact.of(from.entry().get("outputSchema"), to.entry().get("outputSchema"));
    return new VersionDifference(
        from.prompt(),
        from.number(),
        to.number(),
        FieldChange.of(whole(from.entry(), from.tests()), whole(to.entry(), to.tests())),
        MessageDiff.of(from.entry().path("messages"), to.entry().path("messages")),
        inputs.verdict().or(output.verdict()),
        inputs,
        output,
        Usage.of(from.entry(), prices),
        Usage.of(to.entry(), prices),
        unified);
  }

  private static JsonNode whole(JsonNode entry, @Nullable JsonNode tests) {
    ObjectNode whole = entry.deepCopy();
    if (tests != null) {
      whole.set("tests", tests);
    }
    return whole;
  }
}
