package io.sluice.registry.prompt;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.specification.RequestSpecification;
import io.sluice.registry.Attestations;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RegistryTest
class PromptListTest {
  private static boolean seeded;

  @TestHTTPResource("/git/prompts.git")
  String url;

  private static String entry(
      String id, String purpose, String owner, String model, String more, String message) {
    return """
        apiVersion: sluice/v1
        id: %s
        owner: %s
        team: list-team
        purpose: %s
        model: %s
        %s
        messages:
          - {role: system, content: "%s"}
        """
        .formatted(id, owner, purpose, model, more, message);
  }

  /** One change with every entry of these tests; the first test to come lands it. */
  @BeforeEach
  void seed() {
    if (seeded) {
      return;
    }
    Map<String, String> entries =
        Map.of(
            "lst-refund-router",
            entry(
                "lst-refund-router",
                "Sends quokka refunds to the right desk",
                "nora@example.com",
                "openai/gpt-5",
                "labels: [billing, tier-1]",
                "Read the letter."),
            "lst-letter.writer",
            entry(
                "lst-letter.writer",
                "Writes polite letters",
                "omar@example.com",
                "anthropic/claude-sonnet-4-6",
                "labels: [billing]",
                "Mention the quokka refund once."),
            "lst-tagged",
            entry(
                "lst-tagged",
                "Tags things",
                "omar@example.com",
                "openai/gpt-5",
                "labels: [quokka]\nknownIssues: [Confuses wombats]",
                "Tag it."),
            "lst-arabic",
            entry(
                "lst-arabic",
                "يصنّف رسائل العملاء الواردة",
                "omar@example.com",
                "openai/gpt-5",
                "",
                "客户的退款请求。 Café Zürich"),
            "lst-old",
            entry(
                "lst-old",
                "Old quokka thing",
                "omar@example.com",
                "openai/gpt-5",
                "lifecycle: {state: deprecated, reason: Too slow, replacedBy: lst-tagged}",
                "Nothing."),
            "lst-gone",
            entry(
                "lst-gone",
                "Gone quokka thing",
                "omar@example.com",
                "openai/gpt-5",
                "lifecycle: {state: archived, reason: Not needed}",
                "Nothing."));
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain("lst");
    entries.forEach((id, yaml) -> git.write("prompts/" + id + "/prompt.yaml", yaml));
    GitClient.Result pushed = git.pushChange("lst", "Entries for lists");
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch("lst");
    seeded = true;
  }

  private static RequestSpecification ana() {
    return given().auth().oauth2(TestTokens.engineer("ana"));
  }

  private static RequestSpecification query(String parameters) {
    RequestSpecification request = ana();
    for (String parameter : parameters.split("&", -1)) {
      String[] pair = parameter.split("=", 2);
      request.queryParam(pair[0], pair[1]);
    }
    return request;
  }

  private static List<String> ids(String parameters) {
    return query(parameters).get("/v1/prompts").then().statusCode(200).extract().path("items.id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          q=quokka                                  | lst-old lst-refund-router lst-tagged lst-letter.writer
          q=quokka refund                           | lst-refund-router lst-letter.writer
          q=quokka refunds                          | lst-refund-router
          q=quok                                    | lst-old lst-refund-router lst-tagged lst-letter.writer
          q="quok"                                  |
          q="refund quokka"                         |
          q="quokka refund"                         | lst-letter.writer
          q=quokka -letter                          | lst-old lst-tagged
          q=refund-router                           | lst-refund-router
          q=router lst                              | lst-refund-router
          q=letter.writer                           | lst-letter.writer
          q=nora@example.com                        | lst-refund-router
          q=WOMBATS                                 | lst-tagged
          q=wombats or nora                         | lst-refund-router lst-tagged
          q=يصنف                                    | lst-arabic
          q=العمل                                   | lst-arabic
          q=退款                                     | lst-arabic
          q=cafe zurich                             | lst-arabic
          q=quokka&lifecycle=deprecated             | lst-old
          q=quokka&lifecycle=archived               | lst-gone
          q=quokka&lifecycle=any&sort=id            | lst-gone lst-letter.writer lst-old lst-refund-router lst-tagged
          q=quokka&label=billing                    | lst-refund-router lst-letter.writer
          q=quokka&label=billing&label=tier-1       | lst-refund-router
          q=quokka&model=openai/gpt-5&sort=id       | lst-old lst-refund-router lst-tagged
          owner=nora@example.com                    | lst-refund-router
          team=list-team&sort=id&order=desc         | lst-tagged lst-refund-router lst-old lst-letter.writer lst-arabic
          team=list-team&environment=production&q=quokka&sort=id | lst-letter.writer lst-old lst-refund-router lst-tagged
          team=list-team&environment=nowhere        |
          team=list-team&reviewedBefore=2026-03-01  |
          team=list-team&reviewedBefore=2026-03-02  | lst-arabic lst-letter.writer lst-old lst-refund-router lst-tagged
          team=no-such-team                         |
          q=...                                     |
          q=*:& team=                               |
          """)
  void listsAreSearchedFilteredAndSorted(String parameters, String expected) {
    List<String> wanted = expected == null ? List.of() : List.of(expected.split(" "));
    assertEquals(wanted, ids(parameters));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          limit=0                     | 'limit' is 1 to 200
          limit=1000                  | 'limit' is 1 to 200
          limit=many                  | query parameter
          sort=size                   | 'sort' is one of
          sort=relevance              | needs words
          q=a&sort=relevance&order=asc | best first
          order=up                    | 'asc' or 'desc'
          lifecycle=dead              | 'lifecycle' is one of [active, deprecated, archived, any]
          reviewedBefore=yesterday    | a day such as
          environment=UPPER           | 'environment' is a name
          label=NO                    | 'label' is lower case
          team=a%07b                  | control characters
          q=-quokka                   | a word that must be there
          cursor=bm9uZQ               | nextCursor of an earlier page
          """)
  void whatIsWrongIsA400ThatSaysSo(String parameters, String detail) {
    query(parameters.replace("%07", "\u0007"))
        .get("/v1/prompts")
        .then()
        .statusCode(400)
        .body("detail", containsString(detail));
  }

  @Test
  void everythingThatIsWrongIsListed() {
    query("sort=size&lifecycle=dead&reviewedBefore=x")
        .get("/v1/prompts")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("sort", "lifecycle", "reviewedBefore"));
  }

  @ParameterizedTest
  @CsvSource({
    "sort=id",
    "sort=id&order=desc",
    "sort=updated",
    "sort=updated&order=asc",
    "sort=reviewed",
    "sort=reviewed&order=desc",
    "q=quokka"
  })
  void pagesTogetherAreTheList(String order) {
    String all = "team=list-team&lifecycle=any&" + order;
    List<String> paged = new ArrayList<>();
    String cursor = null;
    do {
      RequestSpecification request = query(all + "&limit=2");
      if (cursor != null) {
        request.queryParam("cursor", cursor);
      }
      JsonNode page =
          request.get("/v1/prompts").then().statusCode(200).extract().as(JsonNode.class);
      page.path("items").forEach(item -> paged.add(item.path("id").asText()));
      cursor = page.path("nextCursor").textValue();
    } while (cursor != null);
    assertEquals(ids(all), paged);
    assertEquals(order.startsWith("q") ? 5 : 6, paged.size());
  }

  @Test
  void aCursorOfAnotherQueryIsRefused() {
    String cursor =
        query("team=list-team&limit=1").get("/v1/prompts").then().extract().path("nextCursor");
    assertNotNull(cursor);
    query("team=list-team&sort=updated&cursor=" + cursor)
        .get("/v1/prompts")
        .then()
        .statusCode(400)
        .body("detail", containsString("other parameters"));
  }

  @Test
  void aListShowsLifecycleLabelsAndReview() {
    JsonNode item =
        query("q=lst-old")
            .get("/v1/prompts")
            .then()
            .statusCode(200)
            .extract()
            .as(JsonNode.class)
            .path("items")
            .path(0);
    assertEquals("deprecated", item.path("lifecycle").asText());
    assertEquals("lst-tagged", item.path("replacedBy").asText());
    assertEquals("2026-03-01T10:00:00Z", item.path("reviewedAt").asText());
    assertEquals(1, item.path("live").path("production").asInt());
    JsonNode tagged =
        query("q=wombats").get("/v1/prompts").then().extract().as(JsonNode.class).at("/items/0");
    assertEquals("[\"quokka\"]", tagged.path("labels").toString());
    assertNull(tagged.path("replacedBy").textValue());
  }

  @Test
  void appsListNothing() {
    given()
        .auth()
        .oauth2(TestTokens.app("shop"))
        .get("/v1/prompts")
        .then()
        .statusCode(403)
        .body("type", equalTo("/problems/forbidden"));
  }
}
