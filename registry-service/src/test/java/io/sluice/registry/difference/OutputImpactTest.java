package io.sluice.registry.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputImpactTest {
  private static final String TICKET =
      """
      {"type": "object", "required": ["category"],
       "properties": {"category": {"enum": ["billing", "bug"]}, "urgency": {"type": "integer",
         "minimum": 1, "maximum": 5}}}
      """;

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static OutputImpact impact(String before, String after) {
    return OutputImpact.of(json(before), json(after));
  }

  @Test
  void aNewValueOfAnEnumBreaksReadersAndIsShown() {
    OutputImpact impact = impact(TICKET, TICKET.replace("\"bug\"", "\"bug\", \"other\""));
    assertEquals(Verdict.BREAKING, impact.verdict());
    assertEquals("widened", impact.change());
    assertEquals(
        List.of("/properties/category/enum"),
        impact.reasons().stream().map(Reason::pointer).toList());
    assertTrue(impact.reasons().getFirst().detail().contains("\"other\""), impact.toString());
    assertEquals(json("{\"category\": \"other\"}"), impact.example());
  }

  @Test
  void fewerValuesAreCompatible() {
    OutputImpact impact = impact(TICKET, TICKET.replace(", \"bug\"", ""));
    assertEquals(Verdict.COMPATIBLE, impact.verdict());
    assertEquals("narrowed", impact.change());
    assertEquals(List.of(), impact.reasons());
  }

  @Test
  void aPropertyThatMayNowBeMissingIsNamed() {
    OutputImpact impact = impact(TICKET, TICKET.replace("[\"category\"]", "[]"));
    assertEquals(Verdict.BREAKING, impact.verdict());
    Reason reason = impact.reasons().getFirst();
    assertEquals("required", reason.rule());
    assertEquals("/required", reason.pointer());
    assertEquals("The output may now come without 'category'.", reason.detail());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"type":"integer"} | {"type":"number"} | BREAKING
          {"type":"number"} | {"type":"integer"} | COMPATIBLE
          {"type":"string"} | {"type":["string","null"]} | BREAKING
          {"type":["string","null"]} | {"type":"string"} | COMPATIBLE
          {"anyOf":[{"type":"string"},{"type":"null"}]} | {"type":["string","null"]} | COMPATIBLE
          {"type":["string","null"]} | {"oneOf":[{"type":"null"},{"type":"string"}]} | COMPATIBLE
          {"minimum":0} | {"exclusiveMinimum":0} | COMPATIBLE
          {"type":"integer","exclusiveMinimum":0} | {"type":"integer","minimum":1} | COMPATIBLE
          {"type":"integer","maximum":5} | {"type":"integer","maximum":6} | BREAKING
          {"multipleOf":4} | {"multipleOf":2} | BREAKING
          {"type":"number","multipleOf":2} | {"type":"number","multipleOf":4} | COMPATIBLE
          {"type":"string","maxLength":10} | {"type":"string","maxLength":11} | BREAKING
          {"type":"string","pattern":"^a"} | {"const":"ab"} | COMPATIBLE
          {"type":"string","pattern":"^a"} | {"type":"string","pattern":"^ab"} | UNKNOWN
          {"type":"string","format":"date"} | {"type":"string"} | UNKNOWN
          {"type":"string"} | {"type":"string","format":"date"} | COMPATIBLE
          {"type":"object","properties":{"a":{}},"additionalProperties":false} | {"type":"object","properties":{"a":{},"b":{}},"additionalProperties":false} | BREAKING
          {"type":"object","properties":{"a":{"type":"string"}}} | {"type":"object","properties":{"a":{"type":"string"},"b":{}}} | COMPATIBLE
          {"type":"object","additionalProperties":{"type":"integer"}} | {"type":"object","properties":{"a":{"const":3}},"additionalProperties":false} | COMPATIBLE
          {"type":"array","items":{"type":"string"}} | {"type":"array","prefixItems":[{"type":"string"}],"items":false} | COMPATIBLE
          {"type":"array","prefixItems":[{"type":"string"}]} | {"type":"array","items":{"type":"integer"}} | BREAKING
          {"type":"array","maxItems":3} | {"type":"array","maxItems":2,"uniqueItems":true} | COMPATIBLE
          {"$ref":"#/$defs/x","$defs":{"x":{"type":"string"}}} | {"$ref":"#/$defs/y","$defs":{"y":{"const":"a"}}} | COMPATIBLE
          {"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"number"}}} | {"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}} | COMPATIBLE
          {"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}} | {"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"number"}}} | BREAKING
          {"oneOf":[{"properties":{"k":{"const":"a"}},"required":["k"],"type":"object"},{"properties":{"k":{"const":"b"}},"required":["k"],"type":"object"}]} | {"properties":{"k":{"const":"b"},"z":{}},"required":["k"],"type":"object"} | COMPATIBLE
          {"not":{"type":"string"}} | {"type":"integer"} | COMPATIBLE
          {"if":{"required":["a"]},"then":{"required":["b"]}} | {"type":"object","required":["a","b"]} | COMPATIBLE
          {"$ref":"http://example.com/x"} | {"type":"string"} | UNKNOWN
          {"unevaluatedProperties":false} | {"type":"object"} | BREAKING
          {"$ref":"#"} | {"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#"}}} | UNKNOWN
          """)
  void pairs(String before, String after, Verdict verdict) {
    OutputImpact impact = impact(before, after);
    assertEquals(verdict, impact.verdict(), impact.toString());
    assertEquals(verdict != Verdict.COMPATIBLE, !impact.reasons().isEmpty());
    if (verdict == Verdict.BREAKING) {
      assertNotNull(impact.example());
    }
  }

  @Test
  void aSchemaThatGoesIsBreakingAndOneThatComesIsNot() {
    assertEquals(Verdict.BREAKING, OutputImpact.of(json(TICKET), null).verdict());
    assertEquals("removed", OutputImpact.of(json(TICKET), null).change());
    assertEquals(Verdict.COMPATIBLE, OutputImpact.of(null, json(TICKET)).verdict());
    assertEquals("same", OutputImpact.of(null, null).change());
  }
}
