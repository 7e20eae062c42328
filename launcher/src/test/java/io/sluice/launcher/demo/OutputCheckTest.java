package io.sluice.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OutputCheckTest {
  private static final String GOOD =
      "{\"category\": \"billing\", \"urgency\": \"low\", \"action_required\": true}";

  private final OutputCheck check = new OutputCheck();
  private final JsonNode schema = Examples.yaml("v4/prompt.yaml").get("outputSchema");

  @Test
  void jsonThatTheSchemaAllowsFits() {
    assertTrue(check.fits("sha256:1", schema, GOOD));
    assertTrue(check.fits("sha256:1", schema, "\n" + GOOD + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "Sure! Here is a poem.",
        "The customer is upset.\n" + GOOD,
        GOOD + "\nAnything else?",
        "```json\n" + GOOD + "\n```",
        "{\"category\": \"billing\", \"urgency\": \"low\"}",
        "{\"category\": \"weather\", \"urgency\": \"low\", \"action_required\": true}",
        "{\"category\": \"billing\", \"urgency\": \"low\", \"action_required\": \"yes\"}",
        "{\"category\": \"billing\", \"urgency\"",
      })
  void everythingElseDoesNot(String output) {
    assertEquals(false, check.fits("sha256:1", schema, output));
  }
}
