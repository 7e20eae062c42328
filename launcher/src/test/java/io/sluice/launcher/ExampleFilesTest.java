package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ExampleFilesTest {
  private static final Set<String> TAGS =
      Set.of("real", "empty", "very-long", "bilingual", "red-team", "edge");

  @Test
  void thereAreAtLeastSixtyDifferentEmails() {
    List<JsonNode> emails = Examples.emails();
    assertTrue(emails.size() >= 60, "emails: " + emails.size());
    Set<String> ids = new HashSet<>();
    Set<String> texts = new HashSet<>();
    emails.forEach(email -> ids.add(email.get("id").asString()));
    emails.forEach(email -> texts.add(email.get("text").asString()));
    assertEquals(emails.size(), ids.size());
    assertEquals(emails.size(), texts.size());
  }

  @Test
  void everyKindOfEmailIsThere() {
    Set<String> kinds = new TreeSet<>();
    Set<String> languages = new TreeSet<>();
    for (JsonNode email : Examples.emails()) {
      kinds.add(email.get("kind").asString());
      languages.add(email.get("language").asString());
    }
    assertEquals(
        Set.of(
            "account", "billing", "feedback", "legal", "other", "refund", "shipping", "technical"),
        kinds);
    assertEquals(Set.of("ar", "ar-en", "de", "en", "fr"), languages);
    for (String tag :
        List.of("angry", "arabic", "mixed", "emoji", "caps", "empty", "injection", "hostile")) {
      assertTrue(Examples.emails().stream().anyMatch(e -> Examples.hasTag(e, tag)), tag);
    }
  }

  @Test
  void severalEmailsAreVeryLongAndOneIsEmpty() {
    List<String> texts =
        Examples.emails().stream().map(email -> email.get("text").asString()).toList();
    assertTrue(texts.stream().filter(text -> text.length() > 4_000).count() >= 3);
    assertTrue(texts.stream().allMatch(text -> text.length() <= 20_000), "inputs.email.maxLength");
    assertTrue(texts.contains(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3", "v4", "v5"})
  void everyVersionIsACompleteEntry(String version) {
    JsonNode prompt = Examples.yaml(version + "/prompt.yaml");
    assertEquals("sluice/v1", prompt.get("apiVersion").asString());
    assertEquals("customer-email-classifier", prompt.get("id").asString());
    for (String field :
        List.of("owner", "team", "purpose", "model", "modelParameters", "knownIssues", "limits")) {
      assertTrue(prompt.hasNonNull(field), field);
    }
    assertTrue(prompt.get("messages").get(1).get("content").asString().contains("{{email}}"));
    assertTrue(prompt.get("inputs").has("email"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3", "v4", "v5"})
  void theOutputSchemaTakesWhatThePromptAsksForAndNothingElse(String version) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Examples.yaml(version + "/prompt.yaml").get("outputSchema"));
    String answer = "{\"category\": \"%s\", \"urgency\": \"low\", \"action_required\": false}";
    assertTrue(schema.validate(answer.formatted("billing"), InputFormat.JSON).isEmpty());
    boolean refunds = !version.equals("v1") && !version.equals("v2");
    assertEquals(refunds, schema.validate(answer.formatted("refund"), InputFormat.JSON).isEmpty());
    assertEquals(
        1,
        schema
            .validate("{\"category\": \"billing\", \"urgency\": \"low\"}", InputFormat.JSON)
            .size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3", "v4", "v5"})
  void everyVersionComesWithItsTests(String version) {
    JsonNode suite = Examples.yaml(version + "/tests.yaml");
    assertEquals("sluice/v1", suite.get("apiVersion").asString());
    Set<String> names = new HashSet<>();
    for (JsonNode testCase : suite.get("cases")) {
      assertTrue(names.add(testCase.get("name").asString()), "doubled name");
      testCase
          .get("tags")
          .forEach(tag -> assertTrue(TAGS.contains(tag.asString()), tag.asString()));
      assertTrue(testCase.get("inputs").has("email"));
      assertTrue(!testCase.get("assert").isEmpty());
    }
    assertTrue(names.size() >= 8, "cases: " + names.size());
  }
}
