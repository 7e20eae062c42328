package io.sluice.registry;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every example of the committed API description works when pasted. */
@RegistryTest
class ApiExamplesTest {
  /**
   * What cannot be pasted: Git's own protocol, what only a signature can ask for, and what needs an
   * external Git server that holds something foreign.
   */
  private static final Set<String> WITHOUT =
      Set.of(
          "POST /git/prompts.git/git-receive-pack",
          "POST /git/prompts.git/git-upload-pack",
          "GET /git/prompts.git/info/refs",
          "POST /v1/git/foreign/revert",
          "POST /v1/hooks/{server}",
          "POST /v1/merges");

  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
  private static final Map<String, String> TOKENS =
      Map.of(
          "engineer", TestTokens.engineer("ana"),
          "reviewer", TestTokens.reviewer("omar"),
          "operator", TestTokens.operator("olga"),
          "service", TestTokens.service("review-service"));

  @TestHTTPResource("/git/prompts.git")
  String url;

  private void seed() {
    for (String purpose : List.of("Sorts email", "Sorts email by urgency")) {
      GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
      git.branchFromMain("examples")
          .write(
              "prompts/customer-email-classifier/prompt.yaml",
              Prompts.entry("customer-email-classifier", purpose) + "labels: [support]\n");
      GitClient.Result pushed = git.pushChange("examples", purpose);
      assertTrue(pushed.ok(), pushed.output());
      JsonNode comparison = Attestations.comparison("examples");
      int change = purpose.equals("Sorts email") ? 6 : 7;
      ObjectNode payload = Attestations.payload(change, comparison);
      Attestations.merge(Attestations.sign(payload), comparison.path("mainHead").asText())
          .then()
          .statusCode(200);
    }
  }

  @Test
  void everyExampleWorksWhenPasted() throws IOException {
    seed();
    JsonNode api =
        new ObjectMapper(new YAMLFactory())
            .readTree(Path.of("..", "docs", "api", "registry-service.yaml").toFile());
    List<String> wrong = new ArrayList<>();
    Set<String> tried = new TreeSet<>();
    for (var path : api.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String name = operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
        if (METHODS.contains(operation.getKey()) && !WITHOUT.contains(name)) {
          tried.add(name);
          wrong.addAll(attempt(api, name, operation.getKey(), path.getKey(), operation.getValue()));
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(tried.size() >= 14, tried.toString());
  }

  private static List<String> attempt(
      JsonNode api, String name, String method, String path, JsonNode operation) {
    RequestSpecification request = given().urlEncodingEnabled(true);
    JsonNode roles = operation.at("/security/0/SecurityScheme");
    if (!roles.isEmpty()) {
      request.auth().oauth2(TOKENS.get(roles.get(0).asText()));
    }
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode example = parameter.path("example");
      boolean header = parameter.path("in").asText().equals("header");
      if (example.isMissingNode() && parameter.path("required").asBoolean()) {
        return List.of(name + ": no example for " + parameter.path("name").asText());
      }
      if (!example.isMissingNode() && !header) {
        String text = example.isArray() ? example.get(0).asText() : example.asText();
        if (parameter.path("in").asText().equals("path")) {
          request.pathParam(parameter.path("name").asText(), text);
        } else {
          request.queryParam(parameter.path("name").asText(), text);
        }
      }
    }
    if (operation.has("requestBody")) {
      JsonNode example = operation.at("/requestBody/content/application~1json/example");
      if (example.isMissingNode()) {
        return List.of(name + ": no example of its body");
      }
      request.contentType("application/json").body(example.toString());
    }
    if (path.startsWith("/v1/index/")) {
      awaitIdleIndex();
    }
    Response response = request.request(method, path);
    JsonNode documented = operation.path("responses").path(String.valueOf(response.statusCode()));
    if (response.statusCode() >= 300 || documented.isMissingNode()) {
      return List.of(name + ": " + response.statusCode() + " " + response.asString());
    }
    return mismatches(api, name, documented, response);
  }

  /** The two jobs of the index exclude each other. */
  private static void awaitIdleIndex() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                !"running"
                    .equals(
                        given()
                            .auth()
                            .oauth2(TOKENS.get("operator"))
                            .get("/v1/index")
                            .<String>path("job.state")));
  }

  /** A property that is null says the same as one that is not there. */
  private static JsonNode withoutNulls(Response response) {
    JsonNode answer = response.as(JsonNode.class);
    strip(answer);
    return answer;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(property -> property.getValue().isNull());
    }
    node.forEach(ApiExamplesTest::strip);
  }

  private static List<String> mismatches(
      JsonNode api, String name, JsonNode documented, Response response) {
    JsonNode schema = documented.at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      return List.of();
    }
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.setAll((ObjectNode) schema);
    root.set("components", api.path("components"));
    List<Error> errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(root.toString(), InputFormat.JSON)
            .validate(withoutNulls(response).toString(), InputFormat.JSON);
    return errors.stream().map(error -> name + ": its answer: " + error).toList();
  }
}
