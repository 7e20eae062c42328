package io.sluice.review.proposal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a whole entry, sent as JSON, into the YAML files of the repository, as a person would write
 * them. Strings of several lines become literal blocks, and any string that a YAML reader might
 * take for something else is quoted.
 */
final class PromptFiles {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .stringQuotingChecker(new OnlyPlainProse())
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  /** Leaves quotes off what starts with a letter and has nothing that YAML gives a meaning. */
  private static final class OnlyPlainProse extends StringQuotingChecker {
    private static final long serialVersionUID = 1L;
    private static final Pattern PROSE =
        Pattern.compile("[A-Za-z]([A-Za-z0-9 ._@/+()-]*[A-Za-z0-9.)])?");

    @Override
    public boolean needToQuoteName(String name) {
      return needToQuoteValue(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return isReservedKeyword(value) || !PROSE.matcher(value).matches();
    }
  }

  private PromptFiles() {}

  /**
   * Texts by path.
   *
   * @param tests the suite, or null to leave it as it is
   * @throws ProblemException 400 when the entry has no usable {@code id}; everything else about its
   *     content is for the registry to check
   */
  static Map<String, @Nullable String> of(JsonNode entry, @Nullable JsonNode tests) {
    String id = entry.path("id").isTextual() ? entry.path("id").textValue() : "";
    if (!ID.matcher(id).matches() || id.contains("..")) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'entry.id' is required: lower-case letters, digits, '.', '_' and '-', at most 100.");
    }
    Map<String, @Nullable String> files = new LinkedHashMap<>();
    files.put("prompts/" + id + "/prompt.yaml", yaml(entry));
    if (tests != null) {
      files.put("prompts/" + id + "/tests.yaml", yaml(tests));
    }
    return files;
  }

  private static String yaml(JsonNode node) {
    try {
      return YAML.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON can be written as YAML", e);
    }
  }
}
