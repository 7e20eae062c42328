package io.sluice.kit.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class OutputSchemaTest {
  private static JsonNode json(String text) {
    return OutputJson.parse(text).orElseThrow();
  }

  private static OutputSchema schema(String text) {
    return OutputSchema.of(json(text)).orElseThrow();
  }

  @Test
  void firstObjectionIsEnoughAndABranchThatFitsIsNone() throws NotJudgedException {
    OutputSchema either =
        schema(
            """
            {"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"],
                "properties": {"a": {"oneOf": [{"type": "null"}, {"type": "integer"}]}},
                "not": {"required": ["b"]}}]}
            """);
    assertNull(either.objection(json("{\"a\": 1}")));
    assertNull(either.objection(json("\"text\"")));
    assertNotNull(either.objection(json("{\"a\": \"x\"}")));
    assertNotNull(either.objection(json("{\"a\": 1, \"b\": 2}")));
    String error =
        schema("{\"items\": {\"type\": \"string\"}}")
            .objection(json("[0" + ",0".repeat(200_000) + "]"));
    assertTrue(error != null && error.length() <= 161, error);
  }

  @Test
  void whatTakesTooMuchWorkIsNotJudged() {
    OutputSchema doubling =
        schema(
            """
            {"$ref": "#/$defs/n", "$defs": {"n": {"anyOf": [
              {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}, "required": ["x"]},
              {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}, "required": ["y"]}]}}}
            """);
    String deep = "{\"n\":".repeat(60) + "{}" + "}".repeat(60);
    assertThrows(NotJudgedException.class, () -> doubling.objection(json(deep)));
  }

  @Test
  void whatCanBeReadCanBeJudged() throws NotJudgedException {
    String deepest = "[".repeat(500) + "]".repeat(500);
    assertNull(schema("{\"type\": \"array\"}").objection(json(deepest)));
    assertEquals(true, OutputJson.parse("[" + deepest + "]").isEmpty());
    assertEquals(true, OutputJson.parse("{} and more").isEmpty());
  }
}
