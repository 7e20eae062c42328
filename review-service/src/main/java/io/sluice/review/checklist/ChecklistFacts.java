package io.sluice.review.checklist;

import io.sluice.review.evidence.Evidence;
import io.sluice.review.usage.Usage;
import io.sluice.review.usage.Usage.Place;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What moves by itself: all that a checklist is decided on beside the change.
 *
 * @param statements everything that people said about the change, of whatever digest
 * @param evidence the latest of each kind, by the digest of the version's content
 * @param usages what is known of who uses the prompts
 */
public record ChecklistFacts(
    List<Statement> statements,
    Map<String, Map<Evidence.Kind, Evidence>> evidence,
    Map<Place, Usage> usages) {
  public ChecklistFacts {
    statements = List.copyOf(statements);
  }

  /** Nothing is known. */
  public static final ChecklistFacts NONE = new ChecklistFacts(List.of(), Map.of(), Map.of());

  static Map<String, Map<Evidence.Kind, Evidence>> byDigest(List<Evidence> latest) {
    Map<String, Map<Evidence.Kind, Evidence>> byDigest = new HashMap<>();
    for (Evidence evidence : latest) {
      byDigest
          .computeIfAbsent(evidence.versionDigest(), d -> new EnumMap<>(Evidence.Kind.class))
          .put(evidence.kind(), evidence);
    }
    return byDigest;
  }
}
