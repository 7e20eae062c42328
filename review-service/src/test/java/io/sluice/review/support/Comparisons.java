package io.sluice.review.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Finding;
import io.sluice.review.registry.Comparison.Policy;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.registry.Comparison.Push;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A comparison of one prompt's change, to be spoiled part by part. */
public record Comparisons(
    String head,
    String mainHead,
    List<Push> pushes,
    List<FileChange> files,
    List<PromptChange> prompts,
    List<Promotion> promotions,
    Policy policy,
    List<Finding> problems) {
  public static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
  public static final String HEAD = "a".repeat(40);
  public static final String MAIN = "b".repeat(40);
  public static final String BLOB = "c".repeat(40);
  public static final String DIGEST = "sha256:" + "d".repeat(64);

  /** One push by ana to prompt x, version 3 to 4, production, one approval needed. */
  public static Comparisons plain() {
    return new Comparisons(
        HEAD,
        MAIN,
        List.of(new Push("ana", HEAD, T0, null)),
        List.of(new FileChange("prompts/x/prompt.yaml", null, BLOB, "+x")),
        List.of(new PromptChange("x", "omar", "support", 3, 3, 4, DIGEST)),
        List.of(
            new Promotion(
                "production", "x", 3, 4, DIGEST, 3, json("{\"stages\":[10,100],\"alpha\":0.01}"))),
        rules(Map.of("production", "{\"approvals\":1}")),
        List.of());
  }

  public static Policy rules(Map<String, String> rules) {
    Map<String, Map<String, JsonNode>> environments = new LinkedHashMap<>();
    rules.forEach(
        (name, text) -> {
          Map<String, JsonNode> parsed = new LinkedHashMap<>();
          json(text).fields().forEachRemaining(e -> parsed.put(e.getKey(), e.getValue()));
          environments.put(name, parsed);
        });
    return new Policy(environments);
  }

  public static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public Comparison build() {
    return new Comparison(
        "changes/x",
        head,
        "e".repeat(40),
        mainHead,
        "Shorter answers",
        "",
        pushes,
        files,
        prompts,
        promotions,
        policy,
        problems,
        List.of(new Finding("an input stands in a system message", "prompts/x/prompt.yaml", "w")),
        null);
  }

  public Comparisons withHead(String value) {
    return new Comparisons(value, mainHead, pushes, files, prompts, promotions, policy, problems);
  }

  public Comparisons withMainHead(String value) {
    return new Comparisons(head, value, pushes, files, prompts, promotions, policy, problems);
  }

  public Comparisons withPushes(Push... value) {
    return new Comparisons(
        head, mainHead, List.of(value), files, prompts, promotions, policy, problems);
  }

  public Comparisons withFiles(FileChange... value) {
    return new Comparisons(
        head, mainHead, pushes, List.of(value), prompts, promotions, policy, problems);
  }

  public Comparisons withPrompts(List<PromptChange> value) {
    return new Comparisons(head, mainHead, pushes, files, value, promotions, policy, problems);
  }

  public Comparisons withPromotions(List<Promotion> value) {
    return new Comparisons(head, mainHead, pushes, files, prompts, value, policy, problems);
  }

  public Comparisons withPolicy(Policy value) {
    return new Comparisons(head, mainHead, pushes, files, prompts, promotions, value, problems);
  }

  public Comparisons withProblems(List<Finding> value) {
    return new Comparisons(head, mainHead, pushes, files, prompts, promotions, policy, value);
  }
}
