package io.sluice.review.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.policy.Rules.Reading;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules that apply to one change: of every environment that it reaches and of every label that
 * a prompt in it carries. All of them have to be met.
 *
 * @param sections what was understood
 * @param wrong what can never be met, in words
 * @param unknown what was not understood or not said, in words
 */
public record PolicyInForce(List<Section> sections, List<String> wrong, List<String> unknown) {
  public PolicyInForce {
    sections = List.copyOf(sections);
    wrong = List.copyOf(wrong);
    unknown = List.copyOf(unknown);
  }

  /**
   * One section of the policy, with the prompts that it is about.
   *
   * @param teams the teams that have these prompts; empty for one that names none
   */
  public record Section(Rules rules, Set<Optional<String>> teams) {}

  /**
   * The rules for a comparison; empty when the registry did not say what they are.
   *
   * @param promoteTo an environment or {@code none}
   * @param none the word for no environment
   */
  public static Optional<PolicyInForce> of(Comparison comparison, String promoteTo, String none) {
    Policy policy = comparison.policy();
    return policy == null || policy.environments().isEmpty()
        ? Optional.empty()
        : Optional.of(of(policy, Scope.of(comparison, promoteTo, none, policy)));
  }

  /** The rules for a scope. */
  public static PolicyInForce of(Policy policy, Scope scope) {
    Collector collector = new Collector();
    if (!policy.unknown().isEmpty()) {
      collector.unknown.add(
          "sluice.yaml has sections that are not known here: "
              + new TreeSet<>(policy.unknown().keySet()));
    }
    for (String environment : new TreeSet<>(scope.environments())) {
      Map<String, JsonNode> rules = policy.environments().get(environment);
      if (rules == null) {
        collector.wrong.add("main's sluice.yaml has no environment '" + environment + "'");
      } else {
        collector.add(RulesReader.environment(environment, rules), scope.prompts());
      }
    }
    policy.labels().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(label -> collector.label(label.getKey(), label.getValue(), scope));
    return new PolicyInForce(collector.sections, collector.wrong, collector.unknown);
  }

  /** The shortest time for which an approval counts, if there is one. */
  public Optional<Duration> approvalsExpire() {
    return sections.stream()
        .map(section -> section.rules().approvalsExpire())
        .filter(Objects::nonNull)
        .min(Duration::compareTo);
  }

  /** Sections as they are found. */
  private static final class Collector {
    private final List<Section> sections = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    void add(Reading reading, List<Scope.Prompt> prompts) {
      switch (reading) {
        case Reading.NotUnderstood not ->
            unknown.add("the policy of %s cannot be applied: %s".formatted(not.scope(), not.why()));
        case Reading.Read read -> {
          Set<Optional<String>> teams = new HashSet<>();
          prompts.forEach(
              p -> teams.add(Optional.ofNullable(p.team()).filter(team -> !team.isBlank())));
          sections.add(new Section(read.rules(), teams));
        }
      }
    }

    void label(String label, Map<String, JsonNode> rules, Scope scope) {
      if (!reaches(rules.get("environments"), scope)) {
        return;
      }
      List<Scope.Prompt> carrying = new ArrayList<>();
      for (Scope.Prompt prompt : scope.prompts()) {
        Set<String> labels = prompt.labels();
        if (labels == null) {
          unknown.add(
              "the registry did not say whether %s carries the label %s"
                  .formatted(prompt.id(), label));
        } else if (labels.contains(label)) {
          carrying.add(prompt);
        }
      }
      if (!carrying.isEmpty() || scope.changesRules()) {
        add(RulesReader.label(label, rules), carrying);
      }
    }

    /** What is not a list of names does not take a rule away. */
    private static boolean reaches(@Nullable JsonNode only, Scope scope) {
      if (only == null || !only.isArray()) {
        return true;
      }
      for (JsonNode environment : only) {
        if (scope.environments().contains(environment.asText())) {
          return true;
        }
      }
      return false;
    }
  }
}
