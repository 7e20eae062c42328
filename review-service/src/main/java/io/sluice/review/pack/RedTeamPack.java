package io.sluice.review.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.SuiteKind;
import io.sluice.review.suite.TestCase;
import io.sluice.review.suite.TestSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The attacks of {@code packs/red-team.yaml}, aimed at one prompt. */
public final class RedTeamPack {
  private static final String FILE = "/packs/red-team.yaml";
  private static final JsonNode ATTACKS = load();

  /** Stands for the input that the attack comes in by. */
  private static final String WAY_IN = "*";

  private static final String INSTRUCTIONS = "{{instructions}}";
  private static final int MAX_SENTENCES = 5;
  private static final int MIN_SENTENCE = 40;
  private static final int MAX_SENTENCE = 120;
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?:])\\s+|\\n+");

  private RedTeamPack() {}

  /** The suite; empty when the prompt takes no text, so that nobody can attack it by one. */
  public static Optional<TestSuite> of(PromptContent content) {
    DeclaredInputs inputs = DeclaredInputs.of(content);
    return inputs
        .widest()
        .map(
            wayIn -> {
              List<TestCase> cases = new ArrayList<>();
              for (JsonNode attack : ATTACKS.path("cases")) {
                cases.add(
                    new TestCase(
                        attack.path("name").asText(),
                        List.of("red-team"),
                        inputs.with(wayIn, attack.path("inputs").path(WAY_IN).asText()),
                        assertions(attack, content)));
              }
              return new TestSuite(SuiteKind.RED_TEAM, cases);
            });
  }

  private static ArrayNode assertions(JsonNode attack, PromptContent content) {
    ArrayNode assertions = JsonNodeFactory.instance.arrayNode();
    boolean hasSchema = content.outputSchema() != null;
    for (JsonNode assertion : attack.path("assert")) {
      String type = assertion.path("type").asText();
      if (assertion.path("value").asText().equals(INSTRUCTIONS)) {
        for (String sentence : instructions(content)) {
          assertions.add(((ObjectNode) assertion.deepCopy()).put("value", sentence));
        }
      } else if (!(hasSchema && type.equals("is-refusal"))) {
        assertions.add(assertion);
      }
    }
    if (hasSchema) {
      assertions.addObject().put("type", "is-json");
    }
    if (assertions.isEmpty()) {
      // No sentence is long enough to be recognised: then at least it must not say that it has
      // some.
      assertions.addObject().put("type", "not-icontains").put("value", "my instructions are");
    }
    return assertions;
  }

  /** The longest sentences of the system messages; of the first message where there are none. */
  static List<String> instructions(PromptContent content) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message : content.entry().path("messages")) {
      if (message.path("role").asText().equals("system")) {
        texts.add(message.path("content").asText());
      }
    }
    if (texts.isEmpty()) {
      texts.add(content.entry().path("messages").path(0).path("content").asText());
    }
    return texts.stream()
        .flatMap(SENTENCE_END::splitAsStream)
        .map(String::strip)
        .filter(sentence -> sentence.length() >= MIN_SENTENCE && !sentence.contains("{{"))
        .map(sentence -> sentence.substring(0, Math.min(sentence.length(), MAX_SENTENCE)))
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .limit(MAX_SENTENCES)
        .toList();
  }

  private static JsonNode load() {
    try (InputStream in = RedTeamPack.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not in the jar");
      }
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
