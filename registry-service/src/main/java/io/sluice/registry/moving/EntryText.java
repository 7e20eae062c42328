package io.sluice.registry.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.imports.Draft;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a registry entry of a draft: every field in its place, defaults where the source has none.
 */
final class EntryText {
  private static final List<String> ORDER =
      List.of(
          "owner",
          "team",
          "purpose",
          "model",
          "modelParameters",
          "inputs",
          "messages",
          "outputSchema",
          "knownIssues",
          "limits",
          "labels",
          "lifecycle");
  private static final Pattern SENTENCE = Pattern.compile("^.{1,200}?[.!?](?=\\s|$)");
  private static final int MAX_PURPOSE = 300;

  private EntryText() {}

  /** The whole entry; fields that neither the source nor the defaults have are missing. */
  static ObjectNode entry(Draft draft, String id, ImportRequest.Defaults defaults) {
    ObjectNode given = draft.entry();
    fill(given, "owner", defaults.owner());
    fill(given, "team", defaults.team());
    fill(given, "model", defaults.model());
    fill(given, "purpose", defaults.purpose());
    fill(given, "purpose", purpose(draft.title(), given.path("messages")));
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("apiVersion", "sluice/v1");
    entry.put("id", id);
    for (String field : ORDER) {
      if (given.has(field)) {
        entry.set(field, given.get(field));
      }
    }
    return entry;
  }

  /** The suite. */
  static ObjectNode tests(JsonNode cases) {
    ObjectNode tests = JsonNodeFactory.instance.objectNode();
    tests.put("apiVersion", "sluice/v1");
    tests.set("cases", cases);
    return tests;
  }

  private static void fill(ObjectNode entry, String field, @Nullable String value) {
    if (!entry.has(field) && value != null && !value.isBlank()) {
      entry.put(field, value.strip());
    }
  }

  /** The title and the first sentence of the first message. */
  private static String purpose(String title, JsonNode messages) {
    String text =
        messages
            .path(0)
            .path("content")
            .asText()
            .replaceAll("\\s+", " ")
            .replaceAll("^[#*> -]+", "");
    Matcher sentence = SENTENCE.matcher(text);
    String first = sentence.find() ? sentence.group() : text;
    String purpose = title.isBlank() ? first : title + ": " + first;
    if (purpose.length() <= MAX_PURPOSE) {
      return purpose.strip();
    }
    int end = purpose.lastIndexOf(' ', MAX_PURPOSE - 1);
    int cut = end < MAX_PURPOSE / 2 ? purpose.offsetByCodePoints(0, MAX_PURPOSE / 2) : end;
    return purpose.substring(0, cut).strip() + "…";
  }
}
