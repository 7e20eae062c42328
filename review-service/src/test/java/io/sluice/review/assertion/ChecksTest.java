package io.sluice.review.assertion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.review.assertion.AssertionResult.State;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA =
      "{\"type\":\"object\",\"required\":[\"category\"],"
          + "\"properties\":{\"category\":{\"enum\":[\"billing\",\"legal\"]}}}";

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static AssertionResult check(String assertion, String output) {
    return check(assertion, output, null);
  }

  private static AssertionResult check(String assertion, String output, Opinion opinion) {
    return Checks.check(
        Assertion.of(json(assertion)),
        new Output(output, 900L, new BigDecimal("0.002"), json(SCHEMA)),
        opinion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type':'equals','value':'Hello'}|Hello|PASSED",
        "{'type':'equals','value':'Hello'}|hello|FAILED",
        "{'type':'not-equals','value':'Hello'}|Bye|PASSED",
        "{'type':'equals','value':3}|3|PASSED",
        "{'type':'equals','value':{'a':1}}|{\"a\": 1.0}|PASSED",
        "{'type':'equals','value':{'a':1}}|none|FAILED",
        "{'type':'not-equals','value':{'a':1}}|none|PASSED",
        "{'type':'equals'}|Hello|ERRORED",
        "{'type':'not-equals'}|Hello|ERRORED",
        "{'type':'contains','value':'ell'}|Hello|PASSED",
        "{'type':'contains','value':'ELL'}|Hello|FAILED",
        "{'type':'not-contains','value':'ELL'}|Hello|PASSED",
        "{'type':'contains','value':''}|Hello|ERRORED",
        "{'type':'icontains','value':'ELL'}|Hello|PASSED",
        "{'type':'not-icontains','value':'ELL'}|Hello|FAILED",
        "{'type':'regex','value':'^H.llo$'}|Hello|PASSED",
        "{'type':'regex','value':'^h'}|Hello|FAILED",
        "{'type':'regex','value':'(?=x)'}|Hello|ERRORED",
        "{'type':'not-regex','value':'('}|Hello|ERRORED",
        "{'type':'starts-with','value':'He'}|Hello|PASSED",
        "{'type':'starts-with','value':'lo'}|Hello|FAILED",
        "{'type':'is-json'}|{\"category\":\"billing\"}|PASSED",
        "{'type':'is-json'}|{\"category\":\"other\"}|FAILED",
        "{'type':'is-json'}|Sure: {\"category\":\"billing\"}|FAILED",
        "{'type':'is-json'}|{\"category\":\"billing\",\"category\":\"x\"}|FAILED",
        "{'type':'not-is-json'}|{\"category\":\"billing\"}|FAILED",
        "{'type':'is-json','value':{'type':'array'}}|[1]|PASSED",
        "{'type':'is-json','value':'text'}|[1]|ERRORED",
        "{'type':'is-json','value':{'pattern':'(?=x)'}}|\"x\"|ERRORED",
        "{'type':'contains-json'}|Sure: {\"a\":1}, bye|PASSED",
        "{'type':'contains-json'}|Sure {not json}|FAILED",
        "{'type':'contains-json','value':{'required':['b']}}|{\"a\":1} {\"b\":1}|PASSED",
        "{'type':'contains-json','value':{'required':['c']}}|{\"a\":1} {\"b\":1}|FAILED",
        "{'type':'is-refusal'}|I'm sorry, but I can’t help with that.|PASSED",
        "{'type':'is-refusal'}||PASSED",
        "{'type':'is-refusal'}|عذراً، لا أستطيع المساعدة في ذلك.|PASSED",
        "{'type':'is-refusal'}|Here is how. You cannot go wrong with it.|FAILED",
        "{'type':'not-is-refusal'}|Your parcel is late.|PASSED",
        "{'type':'latency','threshold':900}|x|PASSED",
        "{'type':'latency','threshold':899}|x|FAILED",
        "{'type':'latency'}|x|ERRORED",
        "{'type':'cost','threshold':0.002}|x|PASSED",
        "{'type':'cost','threshold':0.0019}|x|FAILED",
        "{'type':'levenshtein','value':'kitten','threshold':3}|sitting|PASSED",
        "{'type':'levenshtein','value':'kitten','threshold':2}|sitting|FAILED",
        "{'type':'rouge-n','value':'the cat sat','threshold':0.66}|The cat!|PASSED",
        "{'type':'rouge-n','value':'the cat sat'}|The cat!|FAILED",
        "{'type':'equals','path':'$.category','value':'billing'}|{\"category\":\"billing\"}|PASSED",
        "{'type':'equals','path':'$.a[1]','value':2}|{\"a\":[1,2.0]}|PASSED",
        "{'type':'equals','path':'$.a','value':'2'}|{\"a\":2}|FAILED",
        "{'type':'not-equals','path':'$.category','value':'x'}|no json|FAILED",
        "{'type':'not-equals','path':'$.nothing','value':'x'}|{\"a\":1}|FAILED",
        "{'type':'contains','path':'$.a','value':'ell'}|{\"a\":\"Hello\"}|PASSED",
        "{'type':'equals','path':'$..a','value':1}|{\"a\":1}|ERRORED",
        "{'type':'telepathy','value':'x'}|x|ERRORED",
        "{'type':'not-telepathy','value':'x'}|x|ERRORED",
      })
  void anAssertionHoldsOrNot(String assertion, String output, State state) {
    AssertionResult result = check(assertion.replace('\'', '"'), output == null ? "" : output);
    assertEquals(state, result.state(), result.reason());
  }

  @Test
  void aSimilarityIsComparedWithTheThreshold() {
    Opinion close = new Opinion.Similarity(0.8);
    assertEquals(State.PASSED, check("{\"type\":\"similar\"}", "x", close).state());
    assertEquals(
        State.FAILED, check("{\"type\":\"similar\",\"threshold\":0.9}", "x", close).state());
    assertEquals(State.FAILED, check("{\"type\":\"not-similar\"}", "x", close).state());
    assertEquals(State.ERRORED, check("{\"type\":\"not-similar\"}", "x").state());
  }

  @Test
  void aRubricIsMetWhenTheJudgesSaySoAndTheScoreIsHighEnough() {
    String rubric = "{\"type\":\"llm-rubric\",\"value\":\"is polite\",\"threshold\":0.7}";
    assertEquals(State.PASSED, check(rubric, "x", new Opinion.Grade(true, 0.7, "polite")).state());
    assertEquals(State.FAILED, check(rubric, "x", new Opinion.Grade(true, 0.6, "so so")).state());
    assertEquals(State.FAILED, check(rubric, "x", new Opinion.Grade(false, 0.9, "rude")).state());
    AssertionResult none = check(rubric, "x", new Opinion.None("No judge is configured."));
    assertEquals(State.ERRORED, none.state());
    assertEquals("No judge is configured.", none.reason());
  }

  @Test
  void aCostIsNotComparedWhenThePriceIsNotKnown() {
    AssertionResult result =
        Checks.check(
            Assertion.of(json("{\"type\":\"not-cost\",\"threshold\":1}")),
            new Output("x", 1L, null, null),
            null);
    assertEquals(State.ERRORED, result.state());
  }

  @Test
  void aCaseIsErroredBeforeItIsFailedBeforeItIsPassed() {
    AssertionResult good = new AssertionResult("a", State.PASSED, 1, 1, "");
    AssertionResult bad = new AssertionResult("b", State.FAILED, 0, 3, "no");
    AssertionResult counted = new AssertionResult("c", State.FAILED, 0, 0, "no");
    AssertionResult broken = new AssertionResult("d", State.ERRORED, 0, 0, "how");
    assertEquals(CaseVerdict.State.PASSED, CaseVerdict.of(List.of(good, counted)).state());
    CaseVerdict failed = CaseVerdict.of(List.of(good, bad));
    assertEquals(CaseVerdict.State.FAILED, failed.state());
    assertEquals(0.25, failed.score());
    assertEquals("b: no", failed.reason());
    assertEquals(CaseVerdict.State.ERRORED, CaseVerdict.of(List.of(bad, broken)).state());
    assertEquals(CaseVerdict.State.ERRORED, CaseVerdict.of(List.of()).state());
  }

  @Test
  void negationTurnsTheScoreToo() {
    assertEquals(
        0.2, check("{\"type\":\"not-similar\"}", "x", new Opinion.Similarity(0.8)).score(), 1e-9);
  }

  @Test
  void aHugeOutputTakesNoTime() {
    String braces = "{".repeat(200_000);
    long start = System.nanoTime();
    assertEquals(State.FAILED, check("{\"type\":\"contains-json\"}", braces).state());
    assertEquals(State.FAILED, check("{\"type\":\"is-json\"}", "[".repeat(200_000)).state());
    assertEquals(
        State.FAILED, check("{\"type\":\"is-refusal\"}", "as an ai ".repeat(50_000)).state());
    assertEquals(
        State.ERRORED, check("{\"type\":\"levenshtein\",\"value\":\"x\"}", braces).state());
    assertTrue(System.nanoTime() - start < 5_000_000_000L, "took too long");
  }
}
