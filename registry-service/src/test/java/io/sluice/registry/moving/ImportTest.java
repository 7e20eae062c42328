package io.sluice.registry.moving;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.ValidatableResponse;
import io.sluice.registry.Attestations;
import io.sluice.registry.RegistryTest;
import io.sluice.registry.imports.Sources;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import org.junit.jupiter.api.Test;

@RegistryTest
class ImportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource("/git/prompts.git")
  String url;

  private static ObjectNode request(String format, String... namesAndTexts) {
    ObjectNode request = JSON.createObjectNode().put("format", format);
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      request
          .withArray("/files")
          .addObject()
          .put("name", namesAndTexts[i])
          .put("content", namesAndTexts[i + 1]);
    }
    request
        .putObject("defaults")
        .put("owner", "omar@example.com")
        .put("team", "customer-success")
        .put("model", "anthropic/claude-sonnet-4-6");
    return request;
  }

  private static ValidatableResponse send(ObjectNode request) {
    return given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .contentType("application/json")
        .body(request)
        .post("/v1/imports")
        .then();
  }

  private static String table(String... rows) {
    return "title,text\n" + String.join("\n", rows) + "\n";
  }

  @Test
  void anImportIsOneBranchThatPromotesNothingAndComesOnce() {
    ObjectNode request =
        request("csv", "ours.csv", table("Import One,Hello {{name}}", "Import Two,Bye ${Name:Bo}"));
    send(request.deepCopy().put("dryRun", true))
        .statusCode(200)
        .body("dryRun", equalTo(true))
        .body("create", equalTo(2))
        .body("branch", nullValue())
        .body("message", containsString("nothing was changed"));

    String branch =
        send(request)
            .statusCode(200)
            .body("total", equalTo(2))
            .body("create", equalTo(2))
            .body("entries.id", contains("import-one", "import-two"))
            .body("entries.source", contains("ours.csv:2", "ours.csv:3"))
            .body("entries.action", contains("create", "create"))
            .body("entries[1].notCarriedOver[0].line", equalTo(3))
            .body("branch", matchesPattern("changes/import-[0-9a-f]{12}"))
            .extract()
            .path("branch");
    JsonNode comparison = Attestations.comparison(branch.substring("changes/".length()));
    assertEquals(2, comparison.path("prompts").size());
    assertEquals(0, comparison.path("problems").size());
    assertEquals("ana", comparison.path("pushes").path(0).path("by").asText());
    assertEquals("none", comparison.path("pushes").path(0).path("promoteTo").asText());
    assertEquals(1, comparison.path("pushes").size());
    assertEquals(0, comparison.path("promotions").size());
    assertEquals("Import 2 prompts from csv", comparison.path("title").asText());

    String head = comparison.path("head").asText();
    send(request).statusCode(200).body("branch", equalTo(branch)).body("head", equalTo(head));

    Attestations.mergeBranch(branch.substring("changes/".length()));
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .get("/v1/prompts/import-two")
        .then()
        .body("messages[0].content", equalTo("Bye {{Name}}"))
        .body("purpose", equalTo("Import Two: Bye {{Name}}"))
        .body("owner", equalTo("omar@example.com"));
    send(request)
        .statusCode(200)
        .body("unchanged", equalTo(2))
        .body("create", equalTo(0))
        .body("branch", nullValue())
        .body("message", containsString("nothing to change"));

    send(request("csv", "ours.csv", table("Import One,Hello {{name}}", "Import Two,Bye")))
        .body("entries.action", contains("unchanged", "update"));
  }

  @Test
  void whatWasArchivedStaysArchived() {
    ObjectNode request = request("csv", "a.csv", table("Import old,Hello"));
    String first = send(request).statusCode(200).extract().path("branch");
    Attestations.mergeBranch(first.substring("changes/".length()));
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana")).branchFromMain("archive-old");
    String path = "prompts/import-old/prompt.yaml";
    git.write(
        path,
        git.must("show", "HEAD:" + path) + "lifecycle: {state: archived, reason: Not needed}\n");
    assertTrue(git.pushChange("archive-old", "Archive", "-o", "promote-to=none").ok());
    Attestations.mergeBranch("archive-old");
    send(request).statusCode(200).body("unchanged", equalTo(1));
  }

  @Test
  void badEntriesAreRefusedAndTheRestGoesOn() {
    String name =
        send(request(
                "csv",
                "mixed.csv",
                table(
                    "Import good,Fine",
                    "Import key,sk-proj-4bcdefghijklmnopqrstuvwx",
                    "Import hidden,in\u200Bvisible",
                    "Import empty,",
                    "Import long," + "x".repeat(300_000),
                    "Import short")))
            .statusCode(200)
            .body("refused", equalTo(5))
            .body("create", equalTo(1))
            .body(
                "entries.action",
                contains("create", "refused", "refused", "refused", "refused", "refused"))
            .body("entries[1].findings.rule", hasItem("secret"))
            .body("entries[1].findings[0].detail", not(containsString("4bcdef")))
            .body("entries[2].findings.rule", hasItem("hidden-character"))
            .body("entries[2].findings.pointer", hasItem("/messages/0/content:1:3"))
            .body("entries[3].findings.rule", hasItem("import-empty"))
            .body("entries[4].findings.rule", hasItem("file-too-large"))
            .body("entries[5].findings[0].pointer", equalTo("mixed.csv:7"))
            .extract()
            .path("branch");
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    assertEquals(
        "prompts/import-good/prompt.yaml\n",
        git.must("diff", "--name-only", "origin/main", "origin/" + name));
  }

  @Test
  void aBrokenFileHoldsUpNoOther() {
    send(request(
            "prompt-yml",
            "a.prompt.yml",
            "messages: &x []",
            "b.prompt.yml",
            Sources.file("odd.prompt.yml").content()))
        .statusCode(200)
        .body("entries.action", contains("create", "refused"))
        .body("entries[0].id", equalTo("b"))
        .body("entries[1].source", equalTo("a.prompt.yml"))
        .body("entries[1].findings[0].detail", containsString("Anchors"));
  }

  @Test
  void everyFormatIsTaken() {
    record Source(String format, String file, int create, int refused) {}
    for (Source source :
        new Source[] {
          new Source("prompt-yml", "summarizer.prompt.yml", 1, 0),
          new Source("prompt-yml", "animals.prompt.yml", 1, 0),
          new Source("prompty", "basic.prompty", 1, 0),
          new Source("prompty", "weather.prompty", 1, 0),
          new Source("dotprompt", "article.prompt", 1, 0),
          new Source("langfuse", "prompts.json", 2, 1),
          new Source("csv", "act-prompt.csv", 4, 0),
          new Source("csv", "owned.csv", 1, 2),
          new Source("text", "basic.prompty", 1, 0)
        }) {
      ObjectNode request =
          request(source.format(), source.file(), Sources.file(source.file()).content());
      send(request.put("dryRun", true))
          .statusCode(200)
          .body("create", equalTo(source.create()))
          .body("refused", equalTo(source.refused()));
    }
  }

  @Test
  void collisionsAreResolvedAndSaid() {
    send(request("csv", "twice.csv", table("Same,One", "Same,Two", "Same 2,Three"))
            .put("dryRun", true))
        .body("entries.id", contains("same", "same-3", "same-2"))
        .body("entries[1].remarks[0]", containsString("taken by another entry"))
        .body("entries[0].remarks", nullValue())
        .body("entries[2].remarks", nullValue());
  }

  @Test
  void missingFieldsAreNamed() {
    ObjectNode request = request("csv", "a.csv", table("No team,Hello"));
    request.putObject("defaults").put("owner", "omar@example.com");
    send(request)
        .statusCode(200)
        .body("refused", equalTo(1))
        .body("branch", nullValue())
        .body("entries[0].findings.detail", hasItem(containsString("defaults.team")))
        .body("entries[0].findings.detail", hasItem(containsString("defaults.model")))
        .body("entries[0].findings.rule", everyItem(equalTo("import-default")));
  }

  @Test
  void aBranchThatSomebodyEditedIsNotWrittenOver() {
    ObjectNode request = request("csv", "a.csv", table("Import edited,Hello"));
    String branch = send(request).statusCode(200).extract().path("branch");
    GitClient git = GitClient.clone(url, TestTokens.engineer("bob"));
    git.must("checkout", "-q", "-B", "edit", "origin/" + branch);
    String path = "prompts/import-edited/prompt.yaml";
    git.write(path, git.must("show", "HEAD:" + path).replace("Hello", "Good day"));
    assertTrue(git.pushChange(branch.substring("changes/".length()), "Edit").ok());
    send(request)
        .statusCode(409)
        .body("type", equalTo("/problems/import-branch-edited"))
        .body("detail", containsString(branch));
  }

  @Test
  void onlyEngineersImport() {
    ObjectNode request = request("csv", "a.csv", table("Import denied,Hello"));
    for (String token :
        new String[] {
          TestTokens.reviewer("omar"),
          TestTokens.operator("olga"),
          TestTokens.app("shop"),
          TestTokens.service("review-service")
        }) {
      given()
          .auth()
          .oauth2(token)
          .contentType("application/json")
          .body(request)
          .post("/v1/imports")
          .then()
          .statusCode(403);
    }
    given()
        .contentType("application/json")
        .body(request)
        .post("/v1/imports")
        .then()
        .statusCode(401);
    assertFalse(
        GitClient.clone(url, TestTokens.engineer("ana"))
            .must("log", "--all", "--oneline", "--", "prompts/import-denied")
            .contains(" "));
  }

  @Test
  void requestsAreBounded() {
    send(request("excel", "a.csv", "x"))
        .statusCode(400)
        .body("detail", containsString("prompt-yml, prompty, dotprompt, langfuse, csv, text"));
    for (String name : new String[] {"../a.csv", "/etc/passwd", "a/../../b", "a\\b", "a\nb", ""}) {
      send(request("csv", name, table("a,b"))).statusCode(400);
    }
    send(request("csv", "a..b.csv", table("Dotted,b")).put("dryRun", true)).statusCode(200);
    send(request("csv", "a.csv", table("a,b")).put("surprise", 1)).statusCode(400);
    send(request("csv")).statusCode(400);
    String[] many = new String[2 * 1_001];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "p" + i + ".prompt.yml";
      many[i + 1] =
          """
          name: many %d
          messages:
            - {role: user, content: Hello}
          testData:
            - {a: b}
          """
              .formatted(i);
    }
    send(request("prompt-yml", many))
        .statusCode(422)
        .body("type", equalTo("/problems/import-too-large"))
        .body("detail", containsString("1001 prompts in 2002 files"));
  }

  @Test
  void aVersionIsExportedAndAnImportOfItChangesNothing() {
    ObjectNode request = request("csv", "a.csv", table("Export me,Hello {{name}}: {%"));
    String branch = send(request).statusCode(200).extract().path("branch");
    Attestations.mergeBranch(branch.substring("changes/".length()));
    String path = "/v1/prompts/export-me/versions/1/export";
    for (String[] format :
        new String[][] {
          {"prompt-yml", "application/yaml", "export-me.prompt.yml"},
          {"prompty", "text/plain", "export-me.prompty"},
          {"dotprompt", "text/plain", "export-me.prompt"}
        }) {
      String text =
          given()
              .auth()
              .oauth2(TestTokens.reviewer("omar"))
              .get(path + "?format=" + format[0])
              .then()
              .statusCode(200)
              .header("Content-Type", containsString(format[1]))
              .header("Content-Disposition", "attachment; filename=\"" + format[2] + "\"")
              .body(containsString("# Exported from Sluice: export-me, version 1."))
              .extract()
              .asString();
      send(request(format[0], format[2], text)).body("unchanged", equalTo(1));
    }
    for (String denied : new String[] {TestTokens.app("shop"), TestTokens.service("rollout")}) {
      given().auth().oauth2(denied).get(path).then().statusCode(403);
    }
    given().get(path).then().statusCode(401);
    String ana = TestTokens.engineer("ana");
    given().auth().oauth2(ana).get(path + "?format=docx").then().statusCode(400);
    given().auth().oauth2(ana).get(path.replace("/1/", "/9/")).then().statusCode(404);
  }
}
