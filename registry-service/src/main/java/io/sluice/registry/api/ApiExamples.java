package io.sluice.registry.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Completes the API description when the service is built: an example for every parameter and body,
 * the roles of every operation, and what its errors mean. The examples are one story and work in
 * the order of the document's paths when pasted; a test sends them.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiExamples implements OASFilter {
  private static final Map<String, Object> PARAMETERS =
      Map.ofEntries(
          Map.entry("id", "customer-email-classifier"),
          Map.entry("name", "prompt"),
          Map.entry("environment", "production"),
          Map.entry("branch", "changes/shorter-answers"),
          Map.entry("prompt", "greeter"),
          Map.entry("promoteTo", "production"),
          Map.entry("change", 7),
          Map.entry("version", 2),
          Map.entry("from", 1),
          Map.entry("to", 2),
          Map.entry("q", "email urgency"),
          Map.entry("team", "customer-success"),
          Map.entry("owner", "omar@example.com"),
          Map.entry("model", "anthropic/claude-sonnet-4-6"),
          Map.entry("label", List.of("support")),
          Map.entry("lifecycle", "active"),
          Map.entry("reviewedBefore", "2030-01-31"),
          Map.entry("sort", "updated"),
          Map.entry("order", "desc"),
          Map.entry("metric", "accuracy"),
          Map.entry("limit", 20),
          Map.entry("format", "prompty"),
          Map.entry("server", "github"),
          Map.entry("wait", "1s"));

  private static final Map<String, String> BODIES =
      Map.of(
          "/v1/prompts/{id}/performance",
          """
          {"version": 2, "metric": "accuracy", "value": 0.94, "sampleSize": 200,
           "measuredOn": "2026-03-31", "note": "Nightly suite"}
          """,
          "/v1/branches",
          """
          {"branch": "changes/shorter-answers", "title": "Answer shorter", "author": "ana",
           "description": "Long answers are not read.",
           "files": {"prompts/greeter/prompt.yaml":
             "apiVersion: sluice/v1\\nid: greeter\\nowner: omar@example.com\\nteam: customer-success\\npurpose: Greets\\nmodel: openai/gpt-5\\nmessages:\\n  - {role: system, content: Greet in one sentence.}\\n"}}
          """,
          "/v1/git/foreign/revert",
          """
          {"reason": "Pushed past the review; not wanted."}
          """,
          "/v1/imports",
          """
          {"format": "text", "dryRun": true, "files": [{"name": "greet.txt", "content": "Say hello."}],
           "defaults": {"owner": "omar@example.com", "team": "customer-success",
                        "model": "openai/gpt-5", "purpose": "Greets"}}
          """,
          "/v1/rollbacks",
          """
          {"environment": "production", "prompt": "customer-email-classifier", "fromVersion": 2,
           "toVersion": 1, "rollout": 12, "reason": "Errors rose from 1% to 9% of 400 calls.",
           "at": "2026-03-31T10:00:00Z"}
          """);

  private static final Map<String, String> ERRORS =
      Map.of(
          "400", "A parameter or the body breaks a rule; 'errors' lists everything that is wrong",
          "401", "No valid token",
          "403", "A valid token, but none of its roles may do this");

  private static final String TREE = "JsonNode";

  /** What makes something new answers 201, which a method's return type does not say. */
  private static final Set<String> CREATE = Set.of("/v1/branches", "/v1/prompts/{id}/performance");

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void filterOpenAPI(OpenAPI api) {
    anyJson(api);
    if (api.getPaths() == null) {
      return;
    }
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations().values().forEach(operation -> complete(path, operation)));
  }

  /** A tree of JSON is any JSON, not an object with the getters of a class. */
  private static void anyJson(OpenAPI api) {
    if (api.getComponents() != null
        && api.getComponents().getSchemas() != null
        && api.getComponents().getSchemas().containsKey(TREE)) {
      api.getComponents()
          .addSchema(TREE, OASFactory.createSchema().description("Any JSON value"))
          .removeSchema(TREE + "Type");
    }
  }

  private static void complete(String path, Operation operation) {
    parameters(operation).forEach(ApiExamples::example);
    String body = BODIES.get(path);
    if (body != null
        && operation.getRequestBody() != null
        && operation.getRequestBody().getContent() != null) {
      Object example = parse(body);
      operation
          .getRequestBody()
          .getContent()
          .getMediaTypes()
          .values()
          .forEach(type -> type.setExample(example));
    }
    var responses = operation.getResponses();
    if (operation.getRequestBody() != null
        && CREATE.contains(path)
        && responses.getAPIResponse("200") != null) {
      responses.addAPIResponse("201", responses.getAPIResponse("200").description("Created"));
      responses.removeAPIResponse("200");
    }
    String roles = roles(operation);
    if (!roles.isEmpty()) {
      operation.setDescription(
          Stream.of(operation.getDescription(), "Roles: " + roles + ".")
              .filter(Objects::nonNull)
              .reduce((said, more) -> said + " " + more)
              .orElseThrow());
    }
    if (operation.getResponses() != null) {
      ERRORS.forEach(
          (status, meaning) -> {
            var response = operation.getResponses().getAPIResponse(status);
            if (response != null) {
              response.setDescription(meaning);
            }
          });
    }
  }

  private static List<Parameter> parameters(Operation operation) {
    return operation.getParameters() == null ? List.of() : operation.getParameters();
  }

  private static void example(Parameter parameter) {
    @Nullable Object example = PARAMETERS.get(parameter.getName());
    if (example != null && parameter.getIn() != Parameter.In.HEADER) {
      parameter.setExample(example);
    }
    if ("limit".equals(parameter.getName())) {
      parameter.setDescription("1 to 200; 50 without it");
    }
    if ("cursor".equals(parameter.getName())) {
      parameter.setDescription("nextCursor of the page before, with the same other parameters");
    }
  }

  private static String roles(Operation operation) {
    TreeSet<String> roles = new TreeSet<>();
    if (operation.getSecurity() != null) {
      operation
          .getSecurity()
          .forEach(requirement -> requirement.getSchemes().values().forEach(roles::addAll));
    }
    return String.join(", ", roles);
  }

  private static Object parse(String body) {
    try {
      return JSON.readValue(body, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An example is no JSON", e);
    }
  }
}
