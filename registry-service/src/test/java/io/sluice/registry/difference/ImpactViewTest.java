package io.sluice.registry.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpactViewTest {
  private static final PriceTable PRICES =
      PriceTable.of(
          json(
              """
              {"asOf": "2026-01-01", "prices": [{"model": "openai/gpt-4o*",
               "inputUsdPerMillionTokens": 2.5, "outputUsdPerMillionTokens": 10}]}
              """));

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static JsonNode entry(String model, String content) {
    return json(
        """
        {"model": "%s", "modelParameters": {"maxTokens": 300},
         "inputs": {"email": {"type": "string", "maxLength": 100}},
         "messages": [{"role": "user", "content": "%s"}]}
        """
            .formatted(model, content));
  }

  @Test
  void tokensAndCostAreThoseOfTheMessagesWithEmptyInputs() {
    ImpactView impact =
        ImpactView.of(
            entry("openai/gpt-4o", "hello world{{email}}"),
            entry("openai/gpt-4o", "hello world, hello world{{email}}"),
            PRICES);
    assertEquals(Verdict.COMPATIBLE, impact.verdict());
    assertEquals(new Tokens(2, "o200k_base", false), impact.tokensBefore());
    assertEquals(new Tokens(5, "o200k_base", false), impact.tokensAfter());
    assertEquals(new BigDecimal("0.0000125"), impact.costAfter().inputUsd());
    assertEquals(new BigDecimal("0.003"), impact.costAfter().maxOutputUsd());
    assertTrue(impact.costAfter().note().contains("2026-01-01"));
  }

  @Test
  void otherVendorsAreAnEstimateAndAnUnknownModelHasNoCost() {
    ImpactView impact = ImpactView.of(null, entry("acme/llm-1", "hello world"), PRICES);
    assertTrue(impact.tokensAfter().estimate());
    assertNull(impact.costAfter().inputUsd());
    assertTrue(impact.costAfter().note().contains("no price"), impact.costAfter().note());
    assertNull(impact.tokensBefore());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"a":{}} | {"a":{},"b":{}} | BREAKING | input-added
          {"a":{}} | {"a":{},"b":{"required":false}} | COMPATIBLE | input-added
          {"a":{}} | {} | BREAKING | input-removed
          {"a":{"required":false}} | {"a":{"required":true}} | BREAKING | input-required
          {"a":{"required":false}} | {"a":{}} | BREAKING | input-required
          {"a":{}} | {"a":{"required":false}} | COMPATIBLE | input-optional
          {"a":{"type":"integer"}} | {"a":{"type":"number"}} | COMPATIBLE | input-type
          {"a":{"type":"number"}} | {"a":{"type":"integer"}} | BREAKING | input-type
          {"a":{"maxLength":10}} | {"a":{"maxLength":9}} | BREAKING | input-max-length
          {"a":{"maxLength":10}} | {"a":{}} | COMPATIBLE | input-max-length
          """)
  void inputs(String before, String after, Verdict verdict, String rule) {
    InputImpact impact = InputImpact.of(json(before), json(after));
    assertEquals(verdict, impact.verdict());
    assertEquals(1, impact.changes().size());
    assertEquals(rule, impact.changes().getFirst().rule());
  }

  @Test
  void theShippedPricesAreATableAndABrokenOneStopsTheStart() {
    PriceTable shipped = new Prices(Optional.empty()).table();
    assertNotNull(shipped.find("anthropic/claude-sonnet-4-6").orElseThrow().inputUsd());
    assertEquals(
        new BigDecimal("0.15"), shipped.find("openai/gpt-4o-mini").orElseThrow().inputUsd());
    assertFalse(shipped.find("acme/llm-1").isPresent());
    assertThrows(
        IllegalArgumentException.class,
        () -> PriceTable.of(json("{\"asOf\": \"x\", \"prices\": [{\"model\": \"a\"}]}")));
  }

  @Test
  void fieldsAreComparedByPointer() {
    var changes =
        FieldChange.of(
            json("{\"a\": {\"b/c\": 1, \"d\": [1, 2]}, \"e\": 1}"),
            json("{\"a\": {\"b/c\": 2, \"d\": [1]}, \"e\": 1.0, \"f\": null}"));
    assertEquals(
        "[/a/b~1c changed, /a/d/1 removed, /f added]",
        changes.stream().map(c -> c.pointer() + " " + c.op()).toList().toString());
  }
}
