package io.sluice.registry.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.Prompts;
import io.sluice.registry.format.FragmentVersion.Source.Answer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FragmentsTest {
  private static final RepositoryPath.Prompt AT = new RepositoryPath.Prompt("x");
  private static final String COMMIT = "c".repeat(40);

  private final Map<String, Answer> main = new HashMap<>();

  private void onMain(String id, int version, String... contents) {
    onMain(id, version, List.of(), false, contents);
  }

  private void onMain(
      String id, int version, List<FragmentUse> uses, boolean archived, String... contents) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    for (String content : contents) {
      entry.withArray("messages").addObject().put("role", "system").put("content", content);
    }
    main.put(
        id + "@" + version,
        new Answer.Found(new FragmentVersion(id, version, COMMIT, entry, uses, archived)));
  }

  /** The example with another text in its user message. */
  private Fragments.Resolved user(String text) {
    byte[] content =
        Prompts.entry("x", "p")
            .replace("content: \"{{email}}\"", "content: |\n      {{email}}\n      " + text)
            .getBytes(StandardCharsets.UTF_8);
    return Fragments.resolve(
        AT,
        Fragments.document(AT, content).orElseThrow(),
        (id, version) ->
            main.getOrDefault(
                id + "@" + version,
                main.keySet().stream().anyMatch(key -> key.startsWith(id + "@"))
                    ? new Answer.NoSuchVersion(1)
                    : new Answer.NoSuchPrompt()));
  }

  private void refused(String rule, String text) {
    List<Finding> errors = Finding.errors(user(text).findings());
    assertEquals(List.of(rule), errors.stream().map(Finding::rule).toList(), text);
    assertEquals("prompts/x/prompt.yaml:17:9", errors.getFirst().where(), errors.toString());
  }

  private static String text(Fragments.Resolved resolved) {
    return resolved.prompt().path("messages").get(1).path("content").asText();
  }

  @Test
  void theContentStandsWhereTheTagStood() {
    onMain("tone", 2, "Be kind to {{email}}.");
    Fragments.Resolved resolved = user("A {{> tone@2}} Z");
    assertEquals(List.of(), resolved.findings());
    assertEquals("{{email}}\nA Be kind to {{email}}. Z\n", text(resolved));
    Composition composition = resolved.composition();
    assertNotNull(composition);
    assertEquals(
        "{{email}}\nA {{> tone@2}} Z\n", composition.source().get(1).path("content").asText());
    assertEquals(List.of(new FragmentUse("tone", 2, COMMIT, 1)), composition.uses());
  }

  @Test
  void whatIsInsideAFragmentCountsToo() {
    onMain("tone", 1, List.of(new FragmentUse("base", 3, COMMIT, 1)), false, "Base. Kind.");
    Composition composition = user("{{> tone@1}} {{> tone@1}}").composition();
    assertNotNull(composition);
    assertEquals(
        List.of("tone@1", "base@3"), composition.uses().stream().map(FragmentUse::key).toList());
    assertEquals(1, composition.direct().size());
  }

  @Test
  void whatCannotBeIncludedIsAnErrorAtItsTag() {
    onMain("two", 1, "One.", "Two.");
    onMain("old", 1, List.of(), true, "Old.");
    onMain("round", 1, List.of(new FragmentUse("x", 1, COMMIT, 2)), false, "Round.");
    onMain("deep", 1, List.of(new FragmentUse("d", 1, COMMIT, 8)), false, "Deep.");
    onMain("limit", 1, List.of(new FragmentUse("d", 1, COMMIT, 7)), false, "Limit.");
    onMain("wants", 1, "In {{language}}.");
    onMain("big", 1, "x".repeat(100_000));
    refused("fragment-missing", "A {{> none@1}}");
    refused("fragment-missing", "A {{> two@9}}");
    refused("fragment-messages", "A {{> two@1}}");
    refused("fragment-archived", "A {{> old@1}}");
    refused("fragment-cycle", "A {{> x@1}}");
    refused("fragment-cycle", "A {{> round@1}}");
    refused("fragment-depth", "A {{> deep@1}}");
    refused("template-undeclared", "A {{> wants@1}}");
    assertEquals(List.of(), user("A {{> limit@1}}").findings());
    assertEquals(
        List.of("fragment-size"),
        user("{{> big@1}} {{> big@1}} {{> big@1}}").findings().stream()
            .map(Finding::rule)
            .toList());
    assertEquals("fragment-count", user("{{> big@1}}".repeat(51)).findings().getFirst().rule());
  }

  @Test
  void neighboursMakeNoNewPlaceholder() {
    onMain("half", 1, "{email}}");
    assertEquals(
        List.of("fragment-boundary"),
        user("A {{{> half@1}}").findings().stream().map(Finding::rule).toList());
  }

  @Test
  void anInputThatAFragmentPutsInASystemMessageIsAWarning() {
    onMain("greet", 1, "Greet {{email}}.");
    byte[] content =
        Prompts.entry("x", "p")
            .replace("Classify the email.", "{{> greet@1}}")
            .getBytes(StandardCharsets.UTF_8);
    List<Finding> findings =
        Fragments.resolve(
                AT,
                Fragments.document(AT, content).orElseThrow(),
                (id, version) -> main.get(id + "@" + version))
            .findings();
    assertEquals(1, findings.size(), findings.toString());
    assertEquals("template-in-system", findings.getFirst().rule());
    assertTrue(findings.getFirst().message().contains("prompt injection"));
  }

  @Test
  void aPromptWithoutFragmentsStaysAsItIs() {
    JsonNode entry = JsonNodeFactory.instance.objectNode().put("id", "x");
    Fragments.Resolved resolved = Fragments.resolve("x", entry, (id, version) -> null);
    assertEquals(entry, resolved.prompt());
    assertNull(resolved.composition());
  }
}
