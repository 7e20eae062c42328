package io.sluice.registry.merge;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.comparison.Comparison;
import io.sluice.registry.format.RepositoryPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether main's policy lets a change land without the approvals that it needs. The review-service
 * decides who may; this only makes sure that a signature is never the only thing that stands
 * between an unapproved change and an environment whose rules know no emergency.
 */
final class BreakGlassRule {
  private static final String RULE = "break-glass";

  private BreakGlassRule() {}

  /** One for each section of the policy that applies and lets nobody break the glass. */
  static List<ProblemDetail> objections(Comparison comparison) {
    JsonNode policy = comparison.policy();
    boolean changesRules =
        comparison.files().stream().anyMatch(f -> f.path().equals(RepositoryPath.POLICY_PATH));
    Set<String> environments = new TreeSet<>();
    comparison.promotions().forEach(p -> environments.add(p.environment()));
    if (changesRules || environments.isEmpty()) {
      policy.path("environments").fieldNames().forEachRemaining(environments::add);
    }
    List<ProblemDetail> objections = new ArrayList<>();
    for (String environment : environments) {
      require(policy.path("environments").path(environment), environment, objections);
    }
    Set<String> labels = labels(comparison, policy, changesRules);
    for (String label : labels) {
      JsonNode rules = policy.path("labels").path(label);
      if (reaches(rules.path("environments"), environments)) {
        require(rules, "label " + label, objections);
      }
    }
    return objections;
  }

  private static Set<String> labels(Comparison comparison, JsonNode policy, boolean changesRules) {
    Set<String> labels = new TreeSet<>();
    policy.path("labels").fieldNames().forEachRemaining(labels::add);
    if (!changesRules) {
      Set<String> carried = new TreeSet<>();
      Stream.concat(
              comparison.prompts().stream().map(Comparison.PromptChange::labels),
              comparison.promotions().stream().map(Comparison.PromotionChange::labels))
          .forEach(carried::addAll);
      labels.retainAll(carried);
    }
    return labels;
  }

  private static boolean reaches(JsonNode only, Set<String> environments) {
    if (!only.isArray()) {
      return true;
    }
    for (JsonNode environment : only) {
      if (environments.contains(environment.asText())) {
        return true;
      }
    }
    return false;
  }

  private static void require(JsonNode rules, String scope, List<ProblemDetail> objections) {
    if (!rules.path("breakGlass").isTextual()) {
      objections.add(
          new ProblemDetail(
              "sluice.yaml lets nobody break the glass for " + scope + ".", null, RULE));
    }
  }
}
