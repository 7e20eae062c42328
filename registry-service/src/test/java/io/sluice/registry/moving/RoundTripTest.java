package io.sluice.registry.moving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.Prompts;
import io.sluice.registry.exports.ExportFormat;
import io.sluice.registry.exports.Exported;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlReader;
import io.sluice.registry.format.YamlWriter;
import io.sluice.registry.imports.Draft;
import io.sluice.registry.imports.ImportFailure;
import io.sluice.registry.imports.ImportFormat;
import io.sluice.registry.imports.PromptIds;
import io.sluice.registry.imports.SourceFile;
import io.sluice.registry.imports.Sources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Out and in again, and in and out again. */
class RoundTripTest {
  private static final ImportRequest.Defaults DEFAULTS =
      new ImportRequest.Defaults("omar@example.com", "customer-success", "openai/gpt-4o", null);
  private static final Map<ExportFormat, ImportFormat> BACK =
      Map.of(
          ExportFormat.PROMPT_YML, ImportFormat.PROMPT_YML,
          ExportFormat.PROMPTY, ImportFormat.PROMPTY,
          ExportFormat.DOTPROMPT, ImportFormat.DOTPROMPT);

  private static JsonNode read(String yaml, String id) {
    FileFormat.Checked checked =
        FileFormat.check(new RepositoryPath.Prompt(id), yaml.getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), Finding.errors(checked.findings()), yaml);
    return Objects.requireNonNull(checked.json());
  }

  private static JsonNode entry(Draft draft) {
    String id = PromptIds.of(List.of(draft)).getFirst();
    ObjectNode entry = EntryText.entry(draft, id, DEFAULTS);
    return read(YamlWriter.write(entry), id);
  }

  private static JsonNode outAndIn(JsonNode entry, ExportFormat format) throws ImportFailure {
    Exported exported = format.write(entry, 1, false);
    Draft draft =
        BACK.get(format)
            .importer()
            .read(new SourceFile(exported.fileName(), exported.text()))
            .getFirst();
    return entry(draft);
  }

  @Test
  void whatAFormatCanSayComesBackAsItWas() throws ImportFailure {
    JsonNode simple =
        read(
            """
            apiVersion: sluice/v1
            id: simple.one_2
            owner: omar@example.com
            team: customer-success
            purpose: "Say: hello # not a comment"
            model: anthropic/claude-sonnet-4-6
            modelParameters: {temperature: 0.2, maxTokens: 300, topK: 5, stopSequences: [END]}
            inputs:
              name: {type: string, required: true}
            messages:
              - {role: system, content: "Be {kind} }} and short"}
              - role: user
                content: |-
                  Hello {{name}},

                    indented
              - {role: assistant, content: "yes"}
            outputSchema: {type: object, required: [a], properties: {a: {type: string}}}
            """,
            "simple.one_2");
    for (ExportFormat format : ExportFormat.values()) {
      assertEquals(simple, outAndIn(simple, format), format.name());
    }
  }

  @Test
  void metadataBringsBackWhatTheFormatHasNoPlaceFor() throws ImportFailure {
    JsonNode full =
        read(
            Prompts.entry("full", "Classify")
                .replace("content: |\n      Classify", "content: >-\n      Classify")
                .replace("omar@", "ana@"),
            "full");
    assertEquals(full, outAndIn(full, ExportFormat.PROMPTY));
    assertEquals(full, outAndIn(full, ExportFormat.DOTPROMPT));
    Exported yml = ExportFormat.PROMPT_YML.write(full, 3, true);
    assertEquals(
        List.of(
            "owner: ana@example.com",
            "team: customer-success",
            "knownIssues: [\"Mixes up billing and refund\"]",
            "limits: {\"latencyMs\":4000,\"costPerCallUsd\":0.01}",
            "inputs.email: {\"type\":\"string\",\"required\":true,\"maxLength\":20000}",
            "the test suite"),
        yml.notExpressed());
    assertTrue(yml.text().startsWith("# Exported from Sluice: full, version 3.\n"), yml.text());
    assertTrue(yml.text().contains("\n#   the test suite\n"), yml.text());
  }

  @Test
  void whatAnotherParserWouldTakeForItsOwnIsEscaped() throws ImportFailure {
    JsonNode tricky =
        read(
            """
            apiVersion: sluice/v1
            id: tricky
            owner: omar@example.com
            team: customer-success
            purpose: Tricky
            model: openai/gpt-4o
            inputs:
              x: {type: string, required: true}
            messages:
              - role: user
                content: "Roles:\\nuser:\\n  # Assistant:\\n{% if %} {# no #} \\\\{{x}} }} ${x} ---\\n---\\nend"
            """,
            "tricky");
    for (ExportFormat format : ExportFormat.values()) {
      assertEquals(tricky, outAndIn(tricky, format), format.name());
    }
  }

  @Test
  void realFilesKeepTheirMeaningThroughUs() throws ImportFailure {
    for (String name :
        List.of(
            "summarizer.prompt.yml",
            "animals.prompt.yml",
            "odd.prompt.yml",
            "basic.prompty",
            "weather.prompty",
            "article.prompt")) {
      ImportFormat from =
          name.endsWith(".prompty")
              ? ImportFormat.PROMPTY
              : name.endsWith(".prompt") ? ImportFormat.DOTPROMPT : ImportFormat.PROMPT_YML;
      JsonNode first = entry(from.importer().read(Sources.file(name)).getFirst());
      ExportFormat back = ExportFormat.valueOf(from.name());
      JsonNode second = outAndIn(first, back);
      assertEquals(trimmed(first, back), trimmed(second, back), name);
    }
  }

  /** Without what the format cannot say, which the header of the export lists. */
  private static JsonNode trimmed(JsonNode entry, ExportFormat format) {
    ObjectNode copy = entry.deepCopy();
    if (format == ExportFormat.PROMPT_YML) {
      copy.remove(List.of("knownIssues", "id"));
    }
    return copy;
  }

  @Test
  void anyTextSurvivesBeingWrittenAsYaml() {
    long seed = 20_261_122;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] pieces = {
      "a", " ", "\n", "\t", ":", "#", "- ", "'", "\"", "\\", "{", "}", "[", "|", ">", "%", "&", "*",
      "!", "é", "漢", "😀", "yes", "null", "~", "0x1F", "1e3", "...", "---", "\n\n", "  \n"
    };
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 12); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("text", text.toString());
      json.putArray("list").add(text.toString());
      JsonNode back;
      try {
        back = YamlReader.read("x", YamlWriter.write(json).getBytes(StandardCharsets.UTF_8)).json();
      } catch (YamlReader.Unreadable e) {
        throw new AssertionError("seed " + seed + ": " + json, e);
      }
      assertEquals(json, back, "seed " + seed);
    }
  }
}
