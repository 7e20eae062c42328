package io.sluice.rollout.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.output.Excerpt;
import io.sluice.kit.output.NotJudgedException;
import io.sluice.kit.output.OutputJson;
import io.sluice.kit.output.OutputSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an output of one version has to be like. */
final class OutputRule {
  /** Of a version without a schema. */
  static final OutputRule ANYTHING = new OutputRule(null);

  private final @Nullable OutputSchema schema;

  private OutputRule(@Nullable OutputSchema schema) {
    this.schema = schema;
  }

  /**
   * The rule of a registry entry; empty when its schema cannot be used, so nobody can say what is
   * wrong.
   */
  static Optional<OutputRule> of(JsonNode entry) {
    JsonNode schema = entry.path("outputSchema");
    return schema.isMissingNode() || schema.isNull()
        ? Optional.of(ANYTHING)
        : OutputSchema.of(schema).map(OutputRule::new);
  }

  /**
   * Why an output is not what the version promises; null when it is.
   *
   * @throws NotJudgedException when that cannot be told here
   */
  @Nullable String objection(String output) throws NotJudgedException {
    if (schema == null) {
      return null;
    }
    Optional<JsonNode> json = OutputJson.parse(output);
    if (json.isEmpty()) {
      return "It is not JSON: '" + Excerpt.of(output) + "'.";
    }
    String error = schema.objection(json.get());
    return error == null ? null : "The output schema does not allow it: " + error + ".";
  }
}
