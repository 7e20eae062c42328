package io.sluice.review.promptfoo;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.ModelStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@ReviewTest
class PromptfooTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  RegistryStandIn registry;
  ModelStub models;
  String change;
  String digest;

  @BeforeEach
  void aChangeWithASuite() {
    registry.reset();
    String prompt = unique("foo");
    registry.pushAll(
        "changes/" + prompt,
        "ana",
        Map.of(
            "prompts/" + prompt + "/prompt.yaml",
            """
            id: %s
            model: anthropic/claude-sonnet-4-6
            modelParameters: {temperature: 0.2, maxTokens: 300}
            inputs: {email: {type: string}}
            messages:
              - {role: system, content: "Say {%% nothing %%} in JSON."}
              - {role: user, content: "<e>{{email}}</e>"}
            outputSchema: {type: object, required: [category]}
            """
                .formatted(prompt),
            "prompts/" + prompt + "/tests.yaml",
            """
            cases:
              - name: first
                tags: [real]
                inputs: {email: "charged \\"twice\\""}
                assert:
                  - {type: is-json}
                  - {type: equals, path: "$.category", value: billing, weight: 2}
                  - {type: not-contains, value: "{{email}}"}
              - name: second
                tags: [edge]
                inputs: {email: ""}
                assert: [{type: latency, threshold: 4000}]
            """));
    change = "/v1/changes/" + hint("changes/" + prompt);
    digest = get(OMAR, change + "/prompts").then().extract().path("items[0].nextDigest");
  }

  private JsonNode config() throws IOException {
    String yaml =
        get(OMAR, change + "/promptfooconfig").then().statusCode(200).extract().asString();
    return new YAMLMapper().readTree(yaml);
  }

  /** What promptfoo 0.123 writes, reduced to what is read of it; {@code sent} as it renders it. */
  private static String results(Object... rows) {
    ObjectNode file = JSON.createObjectNode().put("evalId", "eval-1");
    ObjectNode inner = file.putObject("results").put("version", 3);
    var list = inner.putArray("results");
    for (int i = 0; i < rows.length; i += 3) {
      ObjectNode row = list.addObject().put("success", (boolean) rows[i + 1]);
      row.put("failureReason", (boolean) rows[i + 1] ? 0 : 1).put("latencyMs", 90).put("cost", 0);
      row.putObject("vars").put("email", (String) rows[i]);
      row.putObject("response").put("output", (String) rows[i + 2]);
      row.putObject("prompt")
          .put(
              "raw",
              JSON.createArrayNode()
                  .add(
                      JSON.createObjectNode()
                          .put("role", "system")
                          .put("content", "Say {% nothing %} in JSON."))
                  .add(
                      JSON.createObjectNode()
                          .put("role", "user")
                          .put("content", "<e>" + rows[i] + "</e>"))
                  .toString());
    }
    return file.toString();
  }

  @Test
  void aSuiteIsAConfigurationOfPromptfoo() throws IOException {
    JsonNode config = config();
    JsonNode messages = JSON.readTree(config.path("prompts").get(0).asText());
    assertEquals(
        "{% raw %}Say {% nothing %} in JSON.{% endraw %}",
        messages.get(0).path("content").asText());
    assertEquals("<e>{{ email }}</e>", messages.get(1).path("content").asText());
    assertEquals("anthropic:messages:claude-sonnet-4-6", config.at("/providers/0/id").asText());
    assertEquals(300, config.at("/providers/0/config/max_tokens").asInt());
    assertEquals("charged \"twice\"", config.at("/tests/0/vars/email").asText());
    assertEquals("category", config.at("/tests/0/assert/0/value/required/0").asText());
    assertEquals(
        "JSON.parse(output)[\"category\"]", config.at("/tests/0/assert/1/transform").asText());
    assertEquals(2, config.at("/tests/0/assert/1/weight").asInt());
    assertEquals("{% raw %}{{email}}{% endraw %}", config.at("/tests/0/assert/2/value").asText());
    assertEquals("real", config.at("/tests/0/metadata/tags/0").asText());
    assertEquals(4000, config.at("/tests/1/assert/0/threshold").asInt());
  }

  @Test
  void resultsAreEvidenceOfTheVersionTheyWereMeasuredOn() {
    String file =
        results("charged \"twice\"", true, "{\"category\": \"billing\"}", "", false, "no json");
    String path = change + "/evidence/promptfoo?digest=" + digest;
    post(ANA, path, file)
        .then()
        .statusCode(201)
        .body("kind", equalTo("suite"))
        .body("source", equalTo("promptfoo"))
        .body("versionDigest", equalTo(digest))
        .body("by", equalTo("ana"))
        .body("counts.cases", equalTo(2))
        .body("counts.passed", equalTo(1))
        .body("counts.failed", equalTo(1))
        .body("figures.outputs", equalTo(2))
        .body("figures.schemaValidOutputs", equalTo(1))
        .body("figures.byTag.real.passed", equalTo(1))
        .body("figures.costPerCallUsd", equalTo(null));
    post(ANA, path, file).then().statusCode(200);
    List<String> failures =
        get(ANA, change + "/timeline")
            .jsonPath()
            .getList("items.findAll { it.event == 'evidence-failed' }.detail");
    assertEquals(1, failures.size(), failures.toString());
    assertTrue(failures.getFirst().contains("suite, 1 of 2 passed, 1 failed"), failures.toString());
  }

  @Test
  void whatWasNotRunIsMissingAndOtherTextsDoNotCount() {
    String path = change + "/evidence/promptfoo?digest=" + digest;
    post(ANA, path, results("", true, "{\"category\": \"x\"}"))
        .then()
        .statusCode(201)
        .body("counts.cases", equalTo(2))
        .body("counts.passed", equalTo(1));
    post(ANA, path, results("something else", true, "{}"))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/results-unusable"));
    post(ANA, path, results("", true, "{}").replace("in JSON", "in XML"))
        .then()
        .statusCode(422)
        .body("detail", containsString("the text that this version makes"));
  }

  @Test
  void anotherDigestIsStaleAndAnotherFileUnreadable() {
    String file = results("", true, "{}");
    post(ANA, change + "/evidence/promptfoo?digest=sha256:" + "0".repeat(64), file)
        .then()
        .statusCode(412);
    post(ANA, change + "/evidence/promptfoo", file).then().statusCode(400);
    String path = change + "/evidence/promptfoo?digest=" + digest;
    post(ANA, path, "{\"results\": []}").then().statusCode(422);
    post(ANA, path, file.replace("\"version\":3", "\"version\":2")).then().statusCode(422);
    post(ANA, path, "{").then().statusCode(422);
    post(APP, path, file).then().statusCode(403);
    get(APP, change + "/promptfooconfig").then().statusCode(403);
  }

  /**
   * With {@code -Dpromptfoo="/path/to/node /path/to/promptfoo/dist/src/main.js"}: promptfoo itself
   * runs what is exported, against a provider over HTTP, and what it writes is taken.
   */
  @Test
  @EnabledIfSystemProperty(named = "promptfoo", matches = ".+")
  void theRealPromptfooRunsIt(@TempDir Path folder) throws IOException, InterruptedException {
    models
        .reset()
        .answering(text -> text.contains("twice") ? "{\"category\": \"billing\"}" : "none");
    Path config = folder.resolve("promptfooconfig.yaml");
    Files.writeString(
        config,
        get(OMAR, change + "/promptfooconfig")
            .asString()
            .replace("anthropic:messages:claude-sonnet-4-6", "openai:chat:fast"));
    List<String> command = new ArrayList<>(List.of(System.getProperty("promptfoo").split(" ")));
    command.addAll(
        List.of(
            "eval",
            "-c",
            config.toString(),
            "-o",
            folder.resolve("results.json").toString(),
            "--no-cache"));
    ProcessBuilder promptfoo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    promptfoo
        .environment()
        .putAll(
            Map.of(
                "OPENAI_BASE_URL", models.url(),
                "OPENAI_API_KEY", "none",
                "PROMPTFOO_CONFIG_DIR", folder.resolve("promptfoo").toString(),
                "PROMPTFOO_DISABLE_TELEMETRY", "1",
                "PROMPTFOO_DISABLE_UPDATE", "1"));
    Process process = promptfoo.start();
    assertTrue(process.waitFor(3, TimeUnit.MINUTES), "promptfoo hangs");
    System.out.println(Files.readString(folder.resolve("log")));
    post(
            ANA,
            change + "/evidence/promptfoo?digest=" + digest,
            Files.readString(folder.resolve("results.json")))
        .then()
        .statusCode(201)
        .body("counts.cases", equalTo(2))
        .body("counts.passed", equalTo(2))
        .body("figures.schemaValidOutputs", equalTo(1));
  }
}
