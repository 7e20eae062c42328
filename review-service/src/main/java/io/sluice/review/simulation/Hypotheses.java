package io.sluice.review.simulation;

import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeDigest;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Policy;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.registry.Comparison.Push;
import io.sluice.review.requirement.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes the change that a hypothesis describes: good in every way that it does not say. */
final class Hypotheses {
  private static final String NO_COMMIT = "0".repeat(40);
  private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

  private Hypotheses() {}

  static Submission submission(SimulationRequest.Hypothesis hypothesis, Policy policy, Instant at) {
    Comparison comparison = comparison(hypothesis, policy, at);
    Set<String> contributors =
        Set.copyOf(Objects.requireNonNullElse(hypothesis.contributors(), List.<String>of()));
    return new Submission(
        comparison,
        hypothesis.environment(),
        ChangeDigest.of(comparison, hypothesis.environment()),
        contributors,
        List.of(),
        List.of(),
        Map.of(),
        at);
  }

  private static Comparison comparison(
      SimulationRequest.Hypothesis hypothesis, Policy policy, Instant at) {
    List<SimulationRequest.Prompt> prompts = hypothesis.prompts();
    boolean promotes = !hypothesis.environment().equals(Change.NO_ENVIRONMENT);
    return new Comparison(
        "changes/hypothesis",
        NO_COMMIT,
        NO_COMMIT,
        NO_COMMIT,
        "",
        "",
        List.of(new Push("", NO_COMMIT, at, null)),
        prompts.stream()
            .map(p -> new FileChange("prompts/" + p.id() + "/prompt.yaml", null, NO_COMMIT, null))
            .toList(),
        prompts.stream().map(Hypotheses::change).toList(),
        promotes
            ? prompts.stream().map(p -> promotion(hypothesis.environment(), p)).toList()
            : List.of(),
        policy,
        List.of(),
        List.of(),
        Map.of());
  }

  private static PromptChange change(SimulationRequest.Prompt prompt) {
    return new PromptChange(
        prompt.id(),
        null,
        prompt.team(),
        labels(prompt),
        null,
        null,
        1,
        NO_DIGEST,
        List.of(),
        null,
        null);
  }

  private static Promotion promotion(String environment, SimulationRequest.Prompt prompt) {
    return new Promotion(
        environment,
        prompt.id(),
        prompt.team(),
        labels(prompt),
        null,
        1,
        NO_DIGEST,
        null,
        null,
        null);
  }

  private static Set<String> labels(SimulationRequest.Prompt prompt) {
    return Objects.requireNonNullElse(prompt.labels(), Set.of());
  }
}
