package io.sluice.kit.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Reads an output as JSON, strictly: a sentence around it breaks the program behind it. */
public final class OutputJson {
  /** What the reader of the schemas takes; no output is meant to be deeper. */
  private static final int MAX_DEPTH = 500;

  private static final ObjectMapper STRICT =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private OutputJson() {}

  /**
   * The whole text as JSON; empty when there is anything else in it but white space, or when it is
   * nested more than 500 levels deep.
   */
  public static Optional<JsonNode> parse(String text) {
    try {
      JsonNode json = STRICT.readTree(text);
      return json == null || json.isMissingNode() ? Optional.empty() : Optional.of(json);
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
