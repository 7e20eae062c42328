package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.registry.imports.TemplateScanner.Part;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Google's Dotprompt: front matter with model, config, input and output (Picoschema or JSON
 * Schema), then a Handlebars template that {@code {{role "…"}}} cuts into messages.
 */
final class DotpromptImporter implements Importer {
  private static final Pattern ROLE =
      Pattern.compile("\\{\\{~?\\s{0,20}role\\s{1,20}[\"']([a-z]{1,20})[\"']\\s{0,20}~?\\}\\}");
  private static final Set<String> FIELDS =
      Set.of("name", "variant", "model", "config", "input", "output", "metadata", "description");

  @Override
  public List<Draft> read(SourceFile file) throws ImportFailure {
    FrontMatter parts = FrontMatter.of(file, List.of("---"));
    ForeignYaml yaml = parts.yaml();
    JsonNode json = yaml == null ? MissingNode.getInstance() : yaml.json();
    Draft draft = new Draft(file.name(), title(file, json));
    if (yaml != null) {
      fields(draft, yaml);
    }
    body(draft, parts.body(), parts.bodyLine());
    OwnMetadata.apply(draft, json.path("metadata"));
    return List.of(draft);
  }

  /** {@code name.variant.prompt} is a variant of the prompt, a prompt of its own here. */
  private static String title(SourceFile file, JsonNode json) {
    String name = json.path("name").asText("");
    String variant = json.path("variant").asText("");
    String base = name.isBlank() ? file.baseName(".prompt") : name;
    return variant.isBlank() || base.endsWith("." + variant) ? base : base + "." + variant;
  }

  private static void fields(Draft draft, ForeignYaml yaml) {
    JsonNode json = yaml.json();
    draft.field("purpose", json.path("description"));
    JsonNode model = json.path("model");
    draft.field("model", model.isObject() ? model.path("name") : model);
    ModelParameters.put(draft, json.path("config"));
    inputs(draft, yaml);
    output(draft, yaml);
    for (Iterator<String> it = json.fieldNames(); it.hasNext(); ) {
      String field = it.next();
      int line = yaml.line("/" + field);
      if (field.equals("tools") || field.equals("toolDefs")) {
        draft.lost(line, "'" + field + "': an entry has no tools");
      } else if (!FIELDS.contains(field)) {
        draft.note(line, "the field '" + field + "' is not known here");
      }
    }
    for (Iterator<String> it = json.path("metadata").fieldNames(); it.hasNext(); ) {
      String field = it.next();
      if (!field.equals("sluice")) {
        draft.note(yaml.line("/metadata/" + field), "the metadata '" + field + "'");
      }
    }
  }

  private static void inputs(Draft draft, ForeignYaml yaml) {
    JsonNode input = yaml.json().path("input");
    JsonNode defaults = input.path("default");
    int line = yaml.line("/input/schema");
    Optional<JsonNode> converted = schema(draft, input.path("schema"), line, "input");
    if (converted.isPresent()) {
      JsonNode schema = converted.get();
      Set<String> required = new HashSet<>();
      schema.path("required").forEach(name -> required.add(name.asText()));
      for (Iterator<Map.Entry<String, JsonNode>> it = schema.path("properties").fields();
          it.hasNext(); ) {
        Map.Entry<String, JsonNode> property = it.next();
        String name = property.getKey();
        draft
            .inputs()
            .declare(
                name,
                type(draft, name, property.getValue(), line),
                required.contains(name) || defaults.has(name),
                property.getValue().path("description").asText(""));
      }
    }
    for (Iterator<Map.Entry<String, JsonNode>> it = defaults.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> value = it.next();
      String name = draft.inputs().use(value.getKey());
      if (value.getValue().isValueNode()) {
        draft.inputs().describe(name, "For example: " + value.getValue().asText());
      }
      draft.note(
          yaml.line("/input/default/" + value.getKey()),
          "the default of the input '" + value.getKey() + "': inputs have no defaults");
    }
  }

  private static String type(Draft draft, String name, JsonNode property, int line) {
    JsonNode type = property.path("type");
    String plain = type.isArray() ? type.path(0).asText() : type.asText("");
    if (property.has("enum")) {
      draft.note(line, "the allowed values of the input '" + name + "'");
      return "string";
    }
    return switch (plain) {
      case "string", "number", "integer", "boolean" -> plain;
      default -> {
        draft.lost(line, "the structure of the input '" + name + "': it is a text");
        yield "string";
      }
    };
  }

  private static void output(Draft draft, ForeignYaml yaml) {
    JsonNode output = yaml.json().path("output");
    int line = yaml.line("/output");
    schema(draft, output.path("schema"), line, "output")
        .ifPresentOrElse(
            schema -> draft.fields().set("outputSchema", schema),
            () -> {
              String format = output.path("format").asText("text");
              if (format.equals("json")) {
                draft.fields().putObject("outputSchema").put("type", "object");
              } else if (!format.equals("text")) {
                draft.note(line, "the output format '" + format + "'");
              }
            });
  }

  private static Optional<JsonNode> schema(Draft draft, JsonNode given, int line, String what) {
    if (given.isMissingNode() || given.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Picoschema.toJsonSchema(given));
    } catch (Picoschema.Unsupported e) {
      draft.lost(line, "the " + what + " schema: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void body(Draft draft, String body, int firstLine) {
    TemplateConverter converter = new TemplateConverter(draft, Dialect.HANDLEBARS);
    String role = "user";
    int from = firstLine;
    for (Part part : TemplateScanner.scan(body, firstLine, Dialect.HANDLEBARS.tags())) {
      Matcher marker = ROLE.matcher(part instanceof Part.Tag tag ? tag.raw() : "");
      if (marker.matches()) {
        flush(draft, converter, role, from);
        role = marker.group(1);
        from = part.line();
      } else {
        converter.add(part);
      }
    }
    flush(draft, converter, role, from);
  }

  /** A part without text makes no message, as in Dotprompt itself. */
  private static void flush(Draft draft, TemplateConverter converter, String role, int line) {
    String text = Blank.trim(converter.take());
    if (!text.isEmpty()) {
      Roles.of(role, draft, line).ifPresent(known -> draft.message(known, text, line));
    }
  }
}
