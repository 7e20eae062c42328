package io.sluice.registry.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.registry.difference.Cost;
import io.sluice.registry.format.VersionContent;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RegistryTest
class ContentFactsTest {
  private static final Cost COST = new Cost("m", BigDecimal.ONE, BigDecimal.TEN, "");

  @TestHTTPResource("/git/prompts.git")
  String url;

  private static ContentFacts facts(String entry, String tests) {
    return ContentFacts.of(
        new VersionContent(json(entry), tests == null ? null : json(tests)), COST);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void whatACompleteEntryLacksIsNamed() {
    ContentFacts bare =
        facts(
            "{\"owner\":\"o\",\"team\":\"t\",\"purpose\":\"p\",\"model\":\"m\",\"messages\":[]}",
            null);
    assertEquals(
        List.of("knownIssues", "limits.latencyMs", "limits.costPerCallUsd"), bare.missing());
    assertNull(bare.suite());
    assertFalse(bare.outputSchema());
    ContentFacts whole =
        facts(
            """
            {"owner":"o","team":"t","purpose":"p","model":"m","messages":[],"knownIssues":[],
             "outputSchema":{},"limits":{"latencyMs":4000,"costPerCallUsd":0.01}}
            """,
            null);
    assertEquals(List.of(), whole.missing());
    assertEquals(4000L, whole.latencyLimitMs());
    assertEquals(new BigDecimal("0.01"), whole.costLimitUsd());
    assertTrue(whole.outputSchema());
  }

  @Test
  void longListsOfKnownIssuesAreCutAndCounted() {
    ContentFacts facts =
        facts("{\"knownIssues\":[\"%s\",\"b\",\"c\",\"d\"]}".formatted("a".repeat(500)), null);
    assertEquals(4, facts.knownIssues());
    assertEquals(List.of("a".repeat(199) + "…", "b", "c"), facts.firstIssues());
  }

  @Test
  void casesAreCountedByTagAndNearDuplicatesOnce() {
    SuiteFacts suite =
        facts(
                "{}",
                """
                {"cases":[
                 {"name":"a","tags":["real","edge"],"inputs":{"q":"Where is my parcel?","book":"B"},
                  "assert":[{"type":"is-json"}]},
                 {"name":"b","tags":["real"],"inputs":{"q":"where is my parcel","book":"B"}},
                 {"name":"c","tags":["real"],"inputs":{"q":"I was charged twice","book":"B"}},
                 {"name":"d","tags":["empty"],"inputs":{"q":"","book":"B"}},
                 {"name":"e","inputs":{}}]}
                """)
            .suite();
    assertEquals(
        new SuiteFacts(
            5,
            1,
            Map.of("real", 3, "edge", 1, "empty", 1),
            2,
            List.of(new SuiteFacts.NearDuplicate("b", "a", 1.0))),
        suite);
  }

  @Test
  void whatIsTheSameInEveryCaseMakesNoneAlike() {
    String book = "A handbook of many pages. ".repeat(50);
    String tests =
        "{\"cases\":[{\"tags\":[\"real\"],\"inputs\":{\"q\":\"Refunds?\",\"book\":\"%s\"}},"
            + "{\"tags\":[\"real\"],\"inputs\":{\"q\":\"Opening hours\",\"book\":\"%s\"}}]}";
    assertEquals(2, facts("{}", tests.formatted(book, book)).suite().distinctReal());
  }

  @Test
  void aComparisonSaysWhatTheContentsAreAndWhereToGoBack() {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    push(git, "facts-one", "First");
    JsonNode first = Attestations.comparison("facts-one");
    JsonNode facts = first.path("contents").path(digest(first));
    assertEquals("omar@example.com", facts.path("owner").asText());
    assertEquals(1, facts.path("suite").path("distinctReal").asInt());
    assertEquals(4000, facts.path("latencyLimitMs").asInt());
    assertTrue(facts.path("cost").path("inputUsd").isNumber(), facts.toString());
    assertTrue(first.at("/promotions/0/rollbackVersion").isNull(), first.toString());
    Attestations.mergeBranch("facts-one");

    push(git, "facts-two", "Second");
    JsonNode second = Attestations.comparison("facts-two");
    JsonNode back = second.at("/promotions/0/rollbackVersion");
    assertEquals(1, back.path("version").asInt());
    assertEquals("omar", back.at("/approvedBy/0").asText());
    assertTrue(back.path("ran").asBoolean());
    assertTrue(back.path("change").isInt());
  }

  private static String digest(JsonNode comparison) {
    return comparison.at("/prompts/0/nextDigest").asText();
  }

  private static void push(GitClient git, String branch, String purpose) {
    git.branchFromMain(branch)
        .write("prompts/facts/prompt.yaml", Prompts.entry("facts", purpose))
        .write("prompts/facts/tests.yaml", Prompts.suite());
    GitClient.Result pushed = git.pushChange(branch, purpose);
    assertTrue(pushed.ok(), pushed.output());
  }
}
