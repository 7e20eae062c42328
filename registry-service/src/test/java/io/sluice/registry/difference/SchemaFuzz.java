package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlReader;
import io.sluice.registry.fuzz.Check;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Target: output schemas that are compared. */
public final class SchemaFuzz {
  private static final String BETWEEN = "\n---\n";

  private SchemaFuzz() {}

  /**
   * The schemas before and after a line of three dashes. If both may stand in a prompt, they are
   * compared; "compatible" is said of no pair that a sample document contradicts, "breaking" shows
   * a document, and each is the same as itself.
   */
  public static void compatibility(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    int between = text.indexOf(BETWEEN);
    if (between < 0) {
      return;
    }
    JsonNode before = schema(text.substring(0, between));
    JsonNode after = schema(text.substring(between + BETWEEN.length()));
    if (before == null || after == null) {
      return;
    }
    Check.same("same", OutputImpact.of(after, after.deepCopy()).change(), "The same as itself");
    OutputImpact impact = OutputImpact.of(before, after);
    switch (impact.verdict()) {
      case COMPATIBLE -> requireNoContradiction(before, after, impact);
      case BREAKING -> {
        JsonNode example = impact.example();
        Check.that(
            CounterExample.check(after).accepts(example)
                && !CounterExample.check(before).accepts(example),
            "An example shows it",
            impact);
      }
      case UNKNOWN -> Check.that(!impact.reasons().isEmpty(), "Reasons", impact);
    }
  }

  private static void requireNoContradiction(JsonNode before, JsonNode after, OutputImpact impact) {
    List<JsonNode> samples = new ArrayList<>(Samples.of(after, before));
    samples.addAll(Samples.of(before, after));
    for (JsonNode sample : samples) {
      boolean contradicts;
      try {
        contradicts =
            CounterExample.check(after).accepts(sample)
                && !CounterExample.check(before).accepts(sample);
      } catch (RuntimeException | StackOverflowError e) {
        return; // A schema that the validator cannot work with shows nothing, either way.
      }
      Check.that(!contradicts, "Called compatible, and this contradicts: " + sample, impact);
    }
  }

  /** Null when no prompt may have it. */
  private static JsonNode schema(String yaml) {
    JsonNode schema;
    try {
      schema = YamlReader.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8)).json();
    } catch (YamlReader.Unreadable e) {
      return null;
    }
    if (!schema.isObject()) {
      return null;
    }
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("apiVersion", "sluice/v1").put("id", "x").put("owner", "o@example.com");
    entry.put("team", "t").put("purpose", "p").put("model", "m/m");
    entry.putArray("messages").addObject().put("role", "user").put("content", "Hello");
    entry.set("outputSchema", schema);
    byte[] content = entry.toString().getBytes(StandardCharsets.UTF_8);
    List<Finding> findings = FileFormat.check(new RepositoryPath.Prompt("x"), content).findings();
    return Finding.errors(findings).isEmpty() ? schema : null;
  }
}
