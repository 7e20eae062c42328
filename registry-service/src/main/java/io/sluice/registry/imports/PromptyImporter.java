package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Microsoft's Prompty, the first version ({@code model.configuration}, {@code sample}) and
 * the second ({@code model.id}, {@code inputs} with kinds, {@code outputs}): front matter, then a
 * body in Jinja2 that {@code system:}, {@code user:} and {@code assistant:} on lines of their own
 * cut into messages.
 */
final class PromptyImporter implements Importer {
  private static final Pattern ROLE =
      Pattern.compile(
          "[ \\t]{0,40}#?[ \\t]{0,40}(system|user|assistant)(\\[[^\\]]{0,300}\\])?[ \\t]{0,40}:[ \\t]*",
          Pattern.CASE_INSENSITIVE);
  private static final Set<String> SILENT =
      Set.of(
          "name",
          "displayName",
          "description",
          "model",
          "inputs",
          "outputs",
          "template",
          "metadata",
          "$schema",
          "sample",
          "tags",
          "version",
          "authors");

  @Override
  public List<Draft> read(SourceFile file) throws ImportFailure {
    FrontMatter parts = FrontMatter.of(file, List.of("---", "+++"));
    ForeignYaml yaml = parts.yaml();
    JsonNode json = yaml == null ? MissingNode.getInstance() : yaml.json();
    String name = json.path("displayName").asText(json.path("name").asText(""));
    Draft draft = new Draft(file.name(), name.isBlank() ? file.baseName(".prompty", ".md") : name);
    if (yaml != null) {
      draft.field("purpose", json.path("description"));
      new PromptyFields(draft, yaml).read();
      notKnown(draft, yaml);
    }
    Dialect dialect = dialect(json);
    body(draft, dialect, parts.body(), parts.bodyLine());
    OwnMetadata.apply(draft, json.path("metadata"));
    return List.of(draft);
  }

  private static Dialect dialect(JsonNode json) {
    JsonNode template = json.path("template");
    String kind =
        template.isTextual()
            ? template.textValue()
            : template.path("format").isTextual()
                ? template.path("format").textValue()
                : template.path("format").path("kind").asText("jinja2");
    return kind.equals("mustache") ? Dialect.HANDLEBARS : Dialect.JINJA;
  }

  private static void notKnown(Draft draft, ForeignYaml yaml) {
    for (Iterator<String> it = yaml.json().fieldNames(); it.hasNext(); ) {
      String field = it.next();
      int line = yaml.line("/" + field);
      if (field.equals("tools")) {
        draft.lost(line, "'tools': an entry has no tools");
      } else if (Set.of("authors", "version").contains(field)) {
        draft.note(line, "'" + field + "': the owner and the versions here are the registry's");
      } else if (!SILENT.contains(field)) {
        draft.note(line, "the field '" + field + "' is not known here");
      }
    }
    for (Iterator<Map.Entry<String, JsonNode>> it = yaml.json().path("metadata").fields();
        it.hasNext(); ) {
      String field = it.next().getKey();
      if (!Set.of("sluice", "tags").contains(field)) {
        draft.note(yaml.line("/metadata/" + field), "the metadata '" + field + "'");
      }
    }
  }

  /** Roles are found before variables are, as the specification's strict mode does. */
  private static void body(Draft draft, Dialect dialect, String body, int firstLine) {
    String role = "system";
    boolean explicit = false;
    StringBuilder text = new StringBuilder();
    int line = firstLine;
    int from = firstLine;
    for (String row : body.split("\n", -1)) {
      Matcher marker = ROLE.matcher(row);
      if (marker.matches()) {
        flush(draft, dialect, role, text, from, explicit);
        role = marker.group(1);
        explicit = true;
        from = line + 1;
        if (marker.group(2) != null) {
          draft.note(line, "attributes of a role: " + marker.group(2));
        }
      } else {
        text.append(row).append('\n');
      }
      line++;
    }
    flush(draft, dialect, role, text, from, explicit);
  }

  private static void flush(
      Draft draft, Dialect dialect, String role, StringBuilder text, int from, boolean explicit) {
    String message = TemplateConverter.convert(draft, dialect, text.toString(), from);
    text.setLength(0);
    if (explicit || !message.isBlank()) {
      Roles.of(role, draft, from)
          .ifPresent(known -> draft.message(known, Blank.trim(message), from));
    }
  }
}
