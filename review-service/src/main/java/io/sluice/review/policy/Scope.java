package io.sluice.review.policy;

import io.sluice.review.registry.Comparison;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a change reaches, as far as rules ask.
 *
 * @param environments whose rules apply
 * @param prompts every prompt that it changes or promotes
 * @param changesRules whether it changes the rules themselves; then those of every label apply
 */
public record Scope(Set<String> environments, List<Prompt> prompts, boolean changesRules) {
  private static final String POLICY_FILE = "sluice.yaml";

  public Scope {
    environments = Set.copyOf(environments);
    prompts = List.copyOf(prompts);
  }

  /**
   * A prompt that a change reaches.
   *
   * @param team the team that has it; null when it has none, or nobody says
   * @param labels null when the registry did not say
   */
  public record Prompt(String id, @Nullable String team, @Nullable Set<String> labels) {
    public Prompt {
      labels = labels == null ? null : Set.copyOf(labels);
    }
  }

  /**
   * The scope of a comparison. A change that lands without an environment, or that changes the
   * rules themselves, reaches all of them sooner or later: it has to satisfy every one.
   *
   * @param promoteTo an environment or {@code none}
   * @param none the word for no environment
   */
  public static Scope of(
      Comparison comparison, String promoteTo, String none, Comparison.Policy policy) {
    Set<String> names = new TreeSet<>();
    boolean changesRules =
        comparison.files().stream().anyMatch(file -> file.path().equals(POLICY_FILE));
    if (changesRules || promoteTo.equals(none)) {
      names.addAll(policy.environments().keySet());
    }
    if (!promoteTo.equals(none)) {
      names.add(promoteTo);
    }
    List<Comparison.Promotion> promotions =
        Objects.requireNonNullElse(comparison.promotions(), List.of());
    promotions.stream().map(Comparison.Promotion::environment).forEach(names::add);
    Map<String, Prompt> prompts = new LinkedHashMap<>();
    Objects.requireNonNullElse(comparison.prompts(), List.<Comparison.PromptChange>of())
        .forEach(p -> add(prompts, new Prompt(p.prompt(), p.team(), p.labels())));
    promotions.forEach(p -> add(prompts, new Prompt(p.prompt(), p.team(), p.labels())));
    return new Scope(names, new ArrayList<>(prompts.values()), changesRules);
  }

  private static void add(Map<String, Prompt> prompts, Prompt prompt) {
    prompts.merge(
        prompt.id(),
        prompt,
        (one, other) ->
            new Prompt(
                one.id(),
                one.team() == null ? other.team() : one.team(),
                union(one.labels(), other.labels())));
  }

  private static @Nullable Set<String> union(@Nullable Set<String> a, @Nullable Set<String> b) {
    if (a == null || b == null) {
      return null;
    }
    Set<String> both = new HashSet<>(a);
    both.addAll(b);
    return both;
  }
}
