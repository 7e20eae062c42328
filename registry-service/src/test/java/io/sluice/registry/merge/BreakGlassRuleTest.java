package io.sluice.registry.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.comparison.Comparison;
import io.sluice.registry.comparison.Comparison.FileChange;
import io.sluice.registry.comparison.Comparison.PromotionChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakGlassRuleTest {
  private static final String POLICY =
      """
      environments:
        production: {approvals: 2, breakGlass: sre}
        staging: {approvals: 1}
      labels:
        high-risk: {environments: [production], approvals: 1}
        paid: {approvals: 1, breakGlass: any}
      """;

  @ParameterizedTest
  @CsvSource({
    "production, '', prompts/a/prompt.yaml, ''",
    "production, paid, prompts/a/prompt.yaml, ''",
    "production, high-risk, prompts/a/prompt.yaml, label high-risk",
    "staging, high-risk, prompts/a/prompt.yaml, staging",
    "unknown, '', prompts/a/prompt.yaml, unknown",
    "'', '', prompts/a/prompt.yaml, staging",
    "production, '', sluice.yaml, staging;label high-risk",
  })
  void everySectionThatAppliesHasToKnowEmergencies(
      String environment, String label, String file, String objecting) throws IOException {
    List<String> objections =
        BreakGlassRule.objections(comparison(environment, label, file)).stream()
            .map(ProblemDetail::detail)
            .map(text -> text.replaceAll("sluice.yaml lets nobody break the glass for |\\.$", ""))
            .toList();

    assertEquals(objecting, String.join(";", objections));
  }

  private static Comparison comparison(String environment, String label, String file)
      throws IOException {
    JsonNode policy = new YAMLMapper().readTree(POLICY);
    Set<String> labels = label.isEmpty() ? Set.of() : Set.of(label);
    JsonNode plan = JsonNodeFactory.instance.objectNode();
    return new Comparison(
        "changes/a",
        "",
        "",
        "",
        "",
        "",
        List.of(),
        List.of(new FileChange(file, null, null, "")),
        List.of(),
        environment.isEmpty()
            ? List.of()
            : List.of(
                new PromotionChange(
                    environment, "a", "team", labels, null, 1, "", null, null, plan)),
        policy,
        List.of(),
        List.of(),
        Map.of());
  }
}
