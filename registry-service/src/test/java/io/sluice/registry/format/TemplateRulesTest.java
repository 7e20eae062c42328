package io.sluice.registry.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.registry.Prompts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateRulesTest {
  private static final RepositoryPath.Prompt AT = new RepositoryPath.Prompt("x");

  private static List<Finding> lint(String yaml) {
    return FileFormat.check(AT, yaml.getBytes(StandardCharsets.UTF_8)).findings();
  }

  /** The example with another text in its user message. */
  private static List<Finding> user(String text) {
    return lint(
        Prompts.entry("x", "p")
            .replace("content: \"{{email}}\"", "content: '{{email}} " + text + "'"));
  }

  private static Finding only(List<Finding> findings) {
    assertEquals(1, findings.size(), findings.toString());
    return findings.getFirst();
  }

  @Test
  void anUndeclaredInputIsAnErrorThatKnowsWhatWasMeant() {
    Finding finding = only(user("{{Email}}"));
    assertTrue(finding.isError());
    assertEquals("template-undeclared", finding.rule());
    assertTrue(finding.message().contains("did you mean {{email}}?"), finding.message());
    assertTrue(only(user("{{emial}}")).message().contains("did you mean {{email}}?"));
    assertFalse(only(user("{{language}}")).message().contains("did you mean"));
  }

  @Test
  void aDeclaredInputThatNothingUsesIsAWarning() {
    Finding finding =
        only(
            lint(
                Prompts.entry("x", "p")
                    .replace("inputs:\n", "inputs:\n  language: {type: string}\n")));
    assertFalse(finding.isError());
    assertEquals("template-unused", finding.rule());
    assertEquals("prompts/x/prompt.yaml:9:3", finding.where());
    assertEquals(
        List.of(), user("").stream().filter(f -> f.rule().equals("template-unused")).toList());
  }

  @Test
  void anInputInASystemMessageIsAWarningThatNamesPromptInjection() {
    String inSystem =
        Prompts.entry("x", "p").replace("Classify the email.", "Be kind.\n      To {{email}}.");
    Finding finding = only(lint(inSystem));
    assertFalse(finding.isError());
    assertEquals("template-in-system", finding.rule());
    assertTrue(finding.message().contains("prompt injection"), finding.message());
    assertEquals("prompts/x/prompt.yaml:14:10", finding.where());
    assertEquals(
        List.of(), lint(inSystem.replace("type: string, required", "type: number, required")));
  }

  @Test
  void syntaxOfOtherLanguagesSaysWhatSluiceUnderstands() {
    for (String error : List.of("{{#if email}}", "{{/if}}", "{{email | upper}}", "{{", "{{> x}}")) {
      Finding finding = only(user(error));
      assertTrue(finding.isError(), error);
      assertEquals("template-syntax", finding.rule(), error);
      assertTrue(finding.message().contains("{{> id@version}}"), finding.message());
    }
    for (String warning :
        List.of("{{{email}}}", "{% if email %}", "${email}", "{email}", "{email}}")) {
      Finding finding = only(user(warning));
      assertFalse(finding.isError(), warning);
      assertEquals("template-suspicious", finding.rule(), warning);
      assertTrue(finding.message().contains("{{name}}"), finding.message());
    }
  }

  @Test
  void bracesThatMeanNothingAreLeftAlone() {
    for (String text : List.of("{\"a\": {\"b\": 1}}", "${HOME}", "{x}", "f(){return}", "100 %}")) {
      assertEquals(List.of(), user(text), text);
    }
  }

  @Test
  void theSecondOfTwoIsFoundWhereItStands() {
    Finding finding =
        lint(Prompts.entry("x", "p")
                .replace("Classify the email.", "A {{email}}.\n\n      B {{b}} {{b}}{{."))
            .getLast();
    assertEquals("template-in-system", finding.rule());
    List<Finding> errors =
        Finding.errors(
            lint(
                Prompts.entry("x", "p")
                    .replace("Classify the email.", "A {{email}}.\n\n      B {{b}} {{b}}{{.")));
    assertEquals(
        List.of("template-syntax", "template-undeclared"),
        errors.stream().map(Finding::rule).toList());
    assertEquals(
        List.of("prompts/x/prompt.yaml:15:20", "prompts/x/prompt.yaml:15:9"),
        errors.stream().map(Finding::where).toList());
  }
}
