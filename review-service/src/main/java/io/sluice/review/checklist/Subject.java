package io.sluice.review.checklist;

import io.sluice.review.evidence.Evidence;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.usage.Usage;
import io.sluice.review.usage.Usage.Place;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version that an environment is to run, with all that is known of it.
 *
 * @param content what its content says; null where the registry did not say
 * @param promotion null when the change promotes nothing
 * @param evidence the latest of each kind for exactly this content
 * @param usage null while the rollout-service was never asked
 */
public record Subject(
    String prompt,
    int version,
    String digest,
    @Nullable ContentFacts content,
    @Nullable Promotion promotion,
    Map<Evidence.Kind, Evidence> evidence,
    @Nullable Usage usage) {

  /**
   * What an environment is to run because of a change; for a change that promotes nothing, the
   * versions that it makes.
   *
   * @param environment or null
   */
  static List<Subject> of(
      Comparison comparison, @Nullable String environment, ChecklistFacts facts) {
    if (environment == null) {
      return Objects.requireNonNullElse(comparison.prompts(), List.<PromptChange>of()).stream()
          .<Subject>mapMulti(
              (prompt, subjects) -> {
                Integer version = prompt.nextVersion();
                String digest = prompt.nextDigest();
                if (version != null && digest != null) {
                  subjects.accept(
                      new Subject(
                          prompt.prompt(),
                          version,
                          digest,
                          comparison.content(digest),
                          null,
                          facts.evidence().getOrDefault(digest, Map.of()),
                          null));
                }
              })
          .toList();
    }
    return Objects.requireNonNullElse(comparison.promotions(), List.<Promotion>of()).stream()
        .filter(promotion -> promotion.environment().equals(environment))
        .map(
            promotion ->
                new Subject(
                    promotion.prompt(),
                    promotion.version(),
                    promotion.digest(),
                    comparison.content(promotion.digest()),
                    promotion,
                    facts.evidence().getOrDefault(promotion.digest(), Map.of()),
                    facts.usages().get(new Place(environment, promotion.prompt()))))
        .toList();
  }

  @Nullable Evidence evidence(Evidence.Kind kind) {
    return evidence.get(kind);
  }
}
