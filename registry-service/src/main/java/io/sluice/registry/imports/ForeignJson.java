package io.sluice.registry.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** JSON of another tool: one value, bounded depth, no key twice. */
final class ForeignJson {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_LENGTH = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ForeignJson() {}

  /** The value, or a missing node when the text is no JSON. */
  static JsonNode tolerant(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The value of a whole file. */
  static JsonNode read(SourceFile file) throws ImportFailure {
    try {
      JsonNode json = MAPPER.readTree(file.text());
      if (json.isMissingNode()) {
        throw new ImportFailure(file.name(), 0, "The file is empty.");
      }
      return json;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new ImportFailure(file.name(), line, "This is not valid JSON: " + why);
    }
  }
}
