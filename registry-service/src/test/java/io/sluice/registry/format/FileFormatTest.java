package io.sluice.registry.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.Prompts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFormatTest {
  private static final RepositoryPath.Prompt AT = new RepositoryPath.Prompt("x");

  private static List<String> rules(String yaml) {
    return FileFormat.check(AT, yaml.getBytes(StandardCharsets.UTF_8)).findings().stream()
        .map(Finding::rule)
        .toList();
  }

  private static JsonNode json(String yaml) {
    JsonNode json = FileFormat.check(AT, yaml.getBytes(StandardCharsets.UTF_8)).json();
    assertNotNull(json);
    return json;
  }

  @Test
  void theExampleIsGood() {
    assertEquals(List.of(), rules(Prompts.entry("x", "An example")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: &anchor 1                  | yaml-no-alias
          a: !!str 1                    | yaml-no-tag
          a: 1\\na: 2                   | yaml-duplicate-key
          a: [                          | yaml-syntax
          ---\\na: 1\\n---\\nb: 1       | yaml-one-document
          a: .inf                       | yaml-number
          a: 2e51                       | yaml-number
          a: 9223372036854775808        | yaml-number
          {[a, b]: c}                   | yaml-syntax
          """)
  void yamlBeyondJsonIsRefused(String yaml, String rule) {
    assertEquals(List.of(rule), rules(yaml.replace("\\n", "\n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                   |
          {required: all}                                                      |
          {required: [judge, error-alert], waivable: [latency]}                |
          {waivedBy: reviewer, realInputs: 30, redTeamCases: 12}               |
          {judge: {minimum: 7.5, dimensions: [tone]}}                          |
          {firstStage: 5, highVolumePerDay: 100}                               |
          {required: some}                                                     | refused
          {required: [vibes]}                                                  | refused
          {requires: [judge]}                                                  | refused
          {waivedBy: app}                                                      | refused
          {judge: {minimum: 11}}                                               | refused
          {firstStage: 0}                                                      | refused
          """)
  void aChecklistNamesItemsThatThereAre(String section, String refused) {
    String yaml =
        "apiVersion: sluice/v1\nenvironments: {production: {approvals: 1, checklist: %s}}\n"
            .formatted(section);
    List<Finding> findings =
        FileFormat.check(new RepositoryPath.Policy(), yaml.getBytes(StandardCharsets.UTF_8))
            .findings();
    assertEquals(refused == null, findings.isEmpty(), findings::toString);
  }

  @Test
  void depthIsBounded() {
    assertEquals(List.of("yaml-too-deep"), rules("[".repeat(5000)));
  }

  @Test
  void sizeIsBounded() {
    assertEquals(List.of("file-too-large"), rules("a".repeat(300_000)));
  }

  @Test
  void findingsNameLineAndColumn() {
    Finding finding =
        FileFormat.check(
                AT,
                Prompts.entry("x", "p")
                    .replace("role: user", "role: usr")
                    .getBytes(StandardCharsets.UTF_8))
            .findings()
            .getFirst();
    assertEquals("prompts/x/prompt.yaml:14:5", finding.where());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {state: active}                                     | -
          {state: deprecated, reason: Slow, replacedBy: y}    | -
          {state: archived, reason: Gone}                     | -
          {state: archived}                                   | lifecycle-reason
          {state: deprecated, reason: ' '}                    | lifecycle-reason
          {state: archived, reason: Gone, replacedBy: x}      | replaced-by-itself
          {state: active, replacedBy: y}                      | lifecycle-active
          {state: gone, reason: Gone}                         | schema-enum
          {reason: Gone}                                      | schema-required
          {state: archived, reason: Gone, by: y}              | schema-additionalProperties
          {state: archived, reason: Gone, replacedBy: ../y}   | schema-pattern
          """)
  void aLifecycleSaysWhy(String lifecycle, String rule) {
    assertEquals(
        rule.equals("-") ? List.of() : List.of(rule),
        rules(Prompts.entry("x", "p") + "lifecycle: " + lifecycle));
  }

  @Test
  void theIdIsTheFoldersName() {
    assertEquals(List.of("id-matches-folder"), rules(Prompts.entry("y", "p")));
  }

  @Test
  void anOutputSchemaMustBeOne() {
    assertEquals(
        List.of("output-schema"),
        rules(Prompts.entry("x", "p").replace("type: object", "type: objekt")));
    assertEquals(
        List.of("output-schema"),
        rules(
            Prompts.entry("x", "p")
                .replace("category: {type: string}", "category: {$ref: 'http://example.com/s'}")));
  }

  @Test
  void reformattingMakesNoNewVersion() {
    String reordered =
        Prompts.entry("x", "p")
            .replace("modelParameters: {temperature: 0.2, maxTokens: 300}", "")
            .concat("modelParameters:\n  maxTokens: 300   # enough\n  temperature: 0.20\n");
    assertEquals(
        new VersionContent(json(Prompts.entry("x", "p")), null).digest(),
        new VersionContent(json(reordered), null).digest());
    assertNotEquals(
        new VersionContent(json(Prompts.entry("x", "p")), null).digest(),
        new VersionContent(json(Prompts.entry("x", "q")), null).digest());
  }

  @Test
  void theSuiteIsPartOfTheVersion() {
    JsonNode entry = json(Prompts.entry("x", "p"));
    assertNotEquals(
        new VersionContent(entry, null).digest(), new VersionContent(entry, entry).digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompts/a/prompt.yaml",
        "prompts/a.b-c_9/tests.yaml",
        "environments/production/a.yaml",
        "sluice.yaml"
      })
  void pathsOfTheFormat(String path) {
    assertEquals(path, RepositoryPath.of(path).orElseThrow().path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompts/A/prompt.yaml",
        "prompts/a..b/prompt.yaml",
        "prompts/.a/prompt.yaml",
        "prompts/a/b/prompt.yaml",
        "prompts/a/prompt.yml",
        "environments/Prod/a.yaml",
        "README.md",
        ".gitattributes",
        "sluice.yaml/x"
      })
  void pathsOutsideTheFormat(String path) {
    assertTrue(RepositoryPath.of(path).isEmpty());
  }

  @Test
  void joinersStayWhereScriptsNeedThem() {
    assertEquals(List.of(), rules(Prompts.entry("x", "می\u200Cخواهم 👩\u200D💻 مرحبا")));
    assertEquals(List.of("hidden-character"), rules(Prompts.entry("x", "pay\u200Dpal")));
  }

  @Test
  void anEnvironmentFileKeepsItsBytes() {
    String text =
        """
        apiVersion: sluice/v1
        prompt: x
        version: 3
        digest: sha256:%s
        rollback: 2
        rollout:
          stages: [10, 50, 100]
          watch: 30s
        """
            .formatted("a".repeat(64));
    var checked =
        FileFormat.check(
            new RepositoryPath.Environment("production", "x"),
            text.getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), checked.findings());
    assertEquals(
        text,
        new String(
            EnvironmentFile.of(java.util.Objects.requireNonNull(checked.json())).bytes(),
            StandardCharsets.UTF_8));
  }
}
