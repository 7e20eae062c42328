package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads prompts as Langfuse's public API gives them: one object of {@code GET
 * /api/public/v2/prompts/{name}}, a list of them, or {@code {"data": […]}}. Of several versions of
 * a name the one labelled {@code production} is taken, else the newest.
 */
final class LangfuseImporter implements Importer {
  private static final Pattern REFERENCE = Pattern.compile("@@@langfusePrompt:[^@\n]{0,300}@@@");

  @Override
  public List<Draft> read(SourceFile file) throws ImportFailure {
    JsonNode json = ForeignJson.read(file);
    JsonNode list = json.path("data").isArray() ? json.path("data") : json;
    Map<String, List<JsonNode>> byName = new LinkedHashMap<>();
    for (JsonNode prompt : list.isArray() ? list : List.of(list)) {
      if (!prompt.path("name").isTextual()) {
        throw new ImportFailure(
            file.name(),
            0,
            "This is not a prompt of Langfuse's API, nor a list of them: there is no 'name'.");
      }
      byName
          .computeIfAbsent(prompt.path("name").textValue(), name -> new ArrayList<>())
          .add(prompt);
      if (byName.size() > MAX_DRAFTS) {
        throw new ImportFailure(
            file.name(), 0, "More than " + MAX_DRAFTS + " prompts; split the file.");
      }
    }
    if (byName.isEmpty()) {
      throw new ImportFailure(file.name(), 0, "The list has no prompts.");
    }
    List<Draft> drafts = new ArrayList<>();
    byName.forEach((name, versions) -> drafts.add(draft(file, name, versions)));
    JsonNode pages = json.path("meta").path("totalPages");
    if (pages.asInt(1) > 1) {
      drafts
          .getFirst()
          .note(
              0,
              "other pages: this is page "
                  + json.path("meta").path("page").asInt(1)
                  + " of "
                  + pages.asInt()
                  + " of the list");
    }
    return drafts;
  }

  private static Draft draft(SourceFile file, String name, List<JsonNode> versions) {
    Draft draft = new Draft(file.name() + "#" + name, name);
    JsonNode chosen = choose(versions);
    if (!chosen.has("prompt")) {
      draft.problem(
          0,
          "this is the entry of a list, without the prompt; save what GET"
              + " /api/public/v2/prompts/<name> gives and import that");
      return draft;
    }
    if (versions.size() > 1) {
      String others =
          String.join(
              ", ",
              versions.stream()
                  .filter(version -> version != chosen)
                  .map(version -> version.path("version").asText())
                  .toList());
      draft.note(
          0,
          "versions "
              + others
              + ": version "
              + chosen.path("version").asText()
              + (isProduction(chosen) ? ", labelled production," : ", the newest,")
              + " is imported");
    }
    config(draft, chosen.path("config"));
    List<String> tags = new ArrayList<>();
    chosen.path("tags").forEach(tag -> tags.add(tag.asText()));
    Labels.put(draft, tags, 0);
    List<String> labels = new ArrayList<>();
    chosen.path("labels").forEach(label -> labels.add(label.asText()));
    if (!labels.isEmpty()) {
      draft.note(0, "the labels " + labels + ": which version runs where is decided by promotions");
    }
    if (chosen.path("commitMessage").isTextual()) {
      draft.note(0, "the commit message '" + chosen.path("commitMessage").textValue() + "'");
    }
    prompt(draft, chosen.path("prompt"));
    return draft;
  }

  private static JsonNode choose(List<JsonNode> versions) {
    return versions.stream()
        .max(
            Comparator.comparing(LangfuseImporter::isProduction)
                .thenComparing(version -> version.path("version").asLong()))
        .orElseThrow();
  }

  private static boolean isProduction(JsonNode version) {
    for (JsonNode label : version.path("labels")) {
      if (label.asText().equals("production")) {
        return true;
      }
    }
    return false;
  }

  /** Langfuse leaves the shape of {@code config} open; these are the names that are in use. */
  private static void config(Draft draft, JsonNode config) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    for (Iterator<Map.Entry<String, JsonNode>> it = config.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (field.getKey().equals("model") && field.getValue().isTextual()) {
        draft.field("model", field.getValue());
      } else if (ModelParameters.isKnown(field.getKey())) {
        parameters.set(field.getKey(), field.getValue());
      } else if (schemaOf(field.getValue()).isObject()) {
        draft.fields().set("outputSchema", schemaOf(field.getValue()));
      } else {
        draft.note(0, "the configuration '" + field.getKey() + "'");
      }
    }
    ModelParameters.put(draft, parameters);
  }

  /** The schema in {@code response_format: {type: json_schema, json_schema: {schema: …}}}. */
  private static JsonNode schemaOf(JsonNode value) {
    return value.path("type").asText().equals("json_schema")
        ? value.path("json_schema").path("schema")
        : JsonNodeFactory.instance.missingNode();
  }

  private static void prompt(Draft draft, JsonNode prompt) {
    if (prompt.isTextual()) {
      message(draft, "user", prompt.textValue());
      return;
    }
    if (!prompt.isArray()) {
      draft.problem(0, "'prompt' is neither a text nor a list of messages");
      return;
    }
    int number = 0;
    for (JsonNode message : prompt) {
      number++;
      if (message.path("type").asText().equals("placeholder")) {
        draft.lost(
            0, "message " + number + ", the placeholder '" + message.path("name").asText() + "'");
      } else if (message.path("content").isTextual()) {
        message(draft, message.path("role").asText(), message.path("content").textValue());
      } else {
        draft.lost(0, "message " + number + ", which has no text");
      }
    }
  }

  private static void message(Draft draft, String role, String template) {
    if (REFERENCE.matcher(template).find()) {
      draft.lost(0, "references to other prompts (@@@langfusePrompt…@@@) stay as text");
    }
    String text = TemplateConverter.convert(draft, Dialect.BRACES, template, 1);
    Roles.of(role, draft, 0).ifPresent(known -> draft.message(known, text, 0));
  }
}
