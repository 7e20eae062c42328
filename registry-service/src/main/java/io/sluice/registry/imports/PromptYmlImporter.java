package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads GitHub Models' {@code .prompt.yml}: name, description, model, modelParameters,
 * responseFormat with jsonSchema, messages, testData and evaluators, as the GitHub documentation
 * and the {@code gh models} extension define them.
 */
final class PromptYmlImporter implements Importer {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "description",
          "model",
          "modelParameters",
          "responseFormat",
          "jsonSchema",
          "messages",
          "testData",
          "evaluators");

  @Override
  public List<Draft> read(SourceFile file) throws ImportFailure {
    ForeignYaml yaml = ForeignYaml.read(file.name(), file.text(), 0);
    JsonNode json = yaml.json();
    String base = file.baseName(".prompt.yml", ".prompt.yaml", ".yml", ".yaml");
    String name = json.path("name").asText("");
    Draft draft = new Draft(file.name(), name.isBlank() ? base : name);
    draft.field("purpose", json.path("description"));
    draft.field("model", json.path("model"));
    ModelParameters.put(draft, json.path("modelParameters"));
    responseFormat(draft, yaml);
    messages(draft, yaml);
    new EvaluationData(draft, yaml).read();
    for (Iterator<String> it = json.fieldNames(); it.hasNext(); ) {
      String field = it.next();
      if (!FIELDS.contains(field)) {
        draft.note(yaml.line("/" + pointer(field)), "the field '" + field + "' is not known here");
      }
    }
    return List.of(draft);
  }

  private static void responseFormat(Draft draft, ForeignYaml yaml) {
    JsonNode json = yaml.json();
    String format = json.path("responseFormat").asText("text");
    switch (format) {
      case "text" -> {}
      case "json_object" -> draft.fields().putObject("outputSchema").put("type", "object");
      case "json_schema" -> jsonSchema(draft, yaml);
      default -> draft.note(yaml.line("/responseFormat"), "the response format '" + format + "'");
    }
    if (!format.equals("json_schema") && json.has("jsonSchema")) {
      draft.note(yaml.line("/jsonSchema"), "a 'jsonSchema' without 'responseFormat: json_schema'");
    }
  }

  private static void jsonSchema(Draft draft, ForeignYaml yaml) {
    JsonNode given = yaml.json().path("jsonSchema");
    int line = yaml.line("/jsonSchema");
    JsonNode wrapper = given.isTextual() ? ForeignJson.tolerant(given.textValue()) : given;
    JsonNode schema = wrapper.path("schema");
    if (!schema.isObject()) {
      draft.lost(line, "'jsonSchema' is no JSON object with a 'schema' in it");
      return;
    }
    draft.fields().set("outputSchema", schema);
    if (wrapper.path("strict").asBoolean(false)) {
      draft.note(line, "'strict' of the schema: validation here is always by the schema itself");
    }
  }

  private static void messages(Draft draft, ForeignYaml yaml) throws ImportFailure {
    JsonNode messages = yaml.json().path("messages");
    if (!messages.isArray()) {
      throw new ImportFailure(
          draft.source(), 0, "There is no list 'messages'; this is not a .prompt.yml file.");
    }
    for (int i = 0; i < messages.size(); i++) {
      String at = "/messages/" + i;
      JsonNode content = messages.get(i).path("content");
      if (!content.isTextual()) {
        draft.lost(yaml.line(at), "message " + (i + 1) + " has no text");
        continue;
      }
      int line = yaml.textLine(at + "/content");
      String text = TemplateConverter.convert(draft, Dialect.BRACES, content.textValue(), line);
      Roles.of(messages.get(i).path("role").asText(), draft, yaml.line(at))
          .ifPresent(role -> draft.message(role, text, line));
    }
  }

  private static String pointer(String field) {
    return field.replace("~", "~0").replace("/", "~1");
  }

  /** The part that the {@code eval} command reads. */
  private record EvaluationData(Draft draft, ForeignYaml yaml) {
    private static final String EXPECTED = "expected";

    void read() {
      JsonNode data = yaml.json().path("testData");
      if (data.isArray()) {
        for (int i = 0; i < data.size(); i++) {
          testCase(i, data.get(i));
        }
      }
      JsonNode evaluators = yaml.json().path("evaluators");
      for (int i = 0; i < evaluators.size(); i++) {
        if (evaluators.path(i).has("llm")) {
          draft.note(
              yaml.line("/evaluators/" + i),
              "the evaluator '"
                  + evaluators.path(i).path("name").asText()
                  + "' (a model as judge)");
        }
      }
      if (data.isEmpty() && !evaluators.isEmpty()) {
        draft.note(yaml.line("/evaluators"), "evaluators without test data");
      }
    }

    private void testCase(int index, JsonNode item) {
      if (!item.isObject()) {
        draft.note(yaml.line("/testData/" + index), "test data that is no mapping");
        return;
      }
      var testCase = draft.testCase("case " + (index + 1));
      var inputs = testCase.withObject("/inputs");
      for (Iterator<Map.Entry<String, JsonNode>> it = item.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> field = it.next();
        if (!field.getKey().equals(EXPECTED)) {
          draft
              .inputs()
              .known(field.getKey())
              .ifPresentOrElse(
                  name -> inputs.set(name, field.getValue()),
                  () ->
                      draft.note(
                          yaml.line("/testData/" + index),
                          "the value of '" + field.getKey() + "', which no message uses"));
        }
      }
      var asserts = testCase.putArray("assert");
      JsonNode expected = item.path(EXPECTED);
      boolean compared = false;
      for (JsonNode evaluator : yaml.json().path("evaluators")) {
        if (evaluator.path("uses").asText().equals("github/similarity") && expected.isTextual()) {
          asserts.addObject().put("type", "similar").set("value", expected);
          compared = true;
        }
        string(evaluator, index, asserts);
      }
      if (!expected.isMissingNode() && !compared) {
        draft.note(yaml.line("/testData/" + index), "'expected', which no evaluator compares");
      }
      if (asserts.isEmpty()) {
        testCase.remove("assert");
      }
    }

    private void string(
        JsonNode evaluator, int index, com.fasterxml.jackson.databind.node.ArrayNode asserts) {
      JsonNode string = evaluator.path("string");
      for (Iterator<Map.Entry<String, JsonNode>> it = string.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> check = it.next();
        String value = check.getValue().asText();
        if (value.contains("{{")) {
          draft.note(
              yaml.line("/evaluators"),
              "the evaluator '" + evaluator.path("name").asText() + "', which has variables");
          continue;
        }
        switch (check.getKey()) {
          case "equals" -> asserts.addObject().put("type", "equals").put("value", value);
          case "contains" -> asserts.addObject().put("type", "contains").put("value", value);
          case "startsWith" -> asserts.addObject().put("type", "starts-with").put("value", value);
          case "endsWith" ->
              asserts.addObject().put("type", "regex").put("value", quoted(value) + "$");
          default ->
              draft.note(
                  yaml.line("/testData/" + index), "the string check '" + check.getKey() + "'");
        }
      }
    }

    private static String quoted(String text) {
      return text.replaceAll("[\\\\.^$|?*+()\\[\\]{}]", "\\\\$0");
    }
  }
}
