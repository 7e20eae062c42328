package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.format.YamlWriter;
import java.util.ArrayList;
import java.util.List;

/** What Prompty and Dotprompt have in common: front matter with metadata, then one body. */
final class BodyFile {
  private static final List<String> OWN =
      List.of("id", "owner", "team", "knownIssues", "limits", "labels", "lifecycle");

  private final JsonNode entry;
  private final int version;
  private final List<String> notExpressed = new ArrayList<>();
  private final ObjectNode own = JsonNodeFactory.instance.objectNode();

  BodyFile(JsonNode entry, int version, boolean hasTests) {
    this.entry = entry;
    this.version = version;
    for (String field : OWN) {
      if (entry.has(field)) {
        own.set(field, entry.get(field));
      }
    }
    if (hasTests) {
      notExpressed.add("the test suite");
    }
    for (int i = 0; i < entry.path("messages").size(); i++) {
      String content = entry.path("messages").path(i).path("content").asText();
      if (!content.equals(Values.body(content))) {
        notExpressed.add("blank lines around message " + (i + 1));
      }
    }
  }

  /** Keeps a field of ours under the metadata because the format cannot say it all. */
  void keep(String field) {
    own.set(field, entry.path(field));
  }

  /** Says that something is not in the file at all. */
  void lost(String what) {
    notExpressed.add(what);
  }

  /** The whole file. */
  Exported write(String format, String ending, ObjectNode frontMatter, String body) {
    frontMatter.putObject("metadata").set("sluice", own);
    String text =
        "---\n"
            + Header.of(entry, version, format, notExpressed)
            + YamlWriter.write(frontMatter)
            + "---\n"
            + body;
    return new Exported(
        entry.path("id").asText() + ending, "text/plain;charset=UTF-8", text, notExpressed);
  }
}
