package io.sluice.review.change;

import static io.sluice.review.support.Comparisons.BLOB;
import static io.sluice.review.support.Comparisons.DIGEST;
import static io.sluice.review.support.Comparisons.T0;
import static io.sluice.review.support.Comparisons.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.kit.json.CanonicalJson;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Finding;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.registry.Comparison.Push;
import io.sluice.review.registry.Comparison.RollbackVersion;
import io.sluice.review.support.Comparisons;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangeDigestTest {
  private static final String PLAN = "{\"stages\":[10,100],\"alpha\":0.01}";
  private static final String OTHER = "sha256:" + "9".repeat(64);

  private static String of(Comparisons comparison) {
    return ChangeDigest.of(comparison.build(), "production");
  }

  private static Comparisons promotion(
      String environment,
      String prompt,
      Integer from,
      int version,
      String digest,
      Integer rollback,
      String plan) {
    return Comparisons.plain()
        .withPromotions(
            List.of(
                new Promotion(environment, prompt, from, version, digest, rollback, json(plan))));
  }

  @Test
  void itIsASha256OverCanonicalJson() {
    assertTrue(of(Comparisons.plain()).matches("sha256:[0-9a-f]{64}"));
    assertEquals(
        CanonicalJson.digest(
            """
            {"type":"sluice-change/v1","promoteTo":"production",
             "files":[{"path":"prompts/x/prompt.yaml","oldBlob":null,"newBlob":"%s"}],
             "prompts":[{"prompt":"x","baseVersion":3}],
             "promotions":[{"environment":"production","prompt":"x","fromVersion":3,"version":4,
               "digest":"%s","rollback":3,"plan":%s}]}
            """
                .formatted(BLOB, DIGEST, PLAN)),
        of(Comparisons.plain()));
  }

  @Test
  void everythingThatTheAuthorControlsChangesIt() {
    Comparisons plain = Comparisons.plain();
    String path = "prompts/x/prompt.yaml";
    FileChange file = new FileChange(path, null, BLOB, null);
    List<Comparisons> variants =
        List.of(
            plain.withFiles(),
            plain.withFiles(new FileChange("prompts/y/prompt.yaml", null, BLOB, null)),
            plain.withFiles(new FileChange(path, BLOB, BLOB, null)),
            plain.withFiles(new FileChange(path, null, "f".repeat(40), null)),
            plain.withFiles(new FileChange(path, null, null, null)),
            plain.withFiles(file, new FileChange("prompts/x/tests.yaml", null, BLOB, null)),
            plain.withFiles(
                file, new FileChange("prompts/x/tests.yaml", null, "f".repeat(40), null)),
            plain.withPrompts(List.of()),
            plain.withPrompts(null),
            plain.withPrompts(List.of(new PromptChange("x", "omar", "support", 2, 3, 4, DIGEST))),
            plain.withPrompts(
                List.of(new PromptChange("x", "omar", "support", null, 3, 4, DIGEST))),
            plain.withPrompts(List.of(new PromptChange("y", "omar", "support", 3, 3, 4, DIGEST))),
            plain.withPromotions(List.of()),
            plain.withPromotions(null),
            promotion("staging", "x", 3, 4, DIGEST, 3, PLAN),
            promotion("production", "y", 3, 4, DIGEST, 3, PLAN),
            promotion("production", "x", 2, 4, DIGEST, 3, PLAN),
            promotion("production", "x", null, 4, DIGEST, 3, PLAN),
            promotion("production", "x", 3, 5, DIGEST, 3, PLAN),
            promotion("production", "x", 3, 4, OTHER, 3, PLAN),
            promotion("production", "x", 3, 4, DIGEST, 2, PLAN),
            promotion("production", "x", 3, 4, DIGEST, null, PLAN),
            promotion("production", "x", 3, 4, DIGEST, 3, "{\"stages\":[100],\"alpha\":0.01}"),
            promotion("production", "x", 3, 4, DIGEST, 3, "{\"stages\":[10,100],\"alpha\":0.02}"),
            promotion(
                "production",
                "x",
                3,
                4,
                DIGEST,
                3,
                "{\"stages\":[10,100],\"alpha\":0.01,\"fieldOfTomorrow\":true}"));
    Set<String> digests = new HashSet<>();
    digests.add(of(plain));
    digests.add(ChangeDigest.of(plain.build(), "none"));
    digests.add(ChangeDigest.of(plain.build(), "staging"));
    variants.forEach(variant -> digests.add(of(variant)));
    assertEquals(variants.size() + 3, digests.size());
  }

  @Test
  void whatMovesByItselfDoesNotChangeIt() {
    Comparisons plain = Comparisons.plain();
    Stream.of(
            plain.withHead("1".repeat(40)),
            plain.withMainHead("2".repeat(40)),
            plain.withPushes(new Push("ben", "3".repeat(40), T0, null)),
            plain.withFiles(new FileChange("prompts/x/prompt.yaml", null, BLOB, "other diff")),
            plain.withProblems(List.of(new Finding("wrong", null, null))),
            promotion(
                "production", "x", 3, 4, DIGEST, 3, "{\"alpha\":0.010, \"stages\":[10, 100]}"))
        .forEach(variant -> assertEquals(of(plain), of(variant)));
  }

  /** What the registry tells beside that follows from it, or moves by itself. */
  @Test
  void factsThatTheRegistryAddsDoNotChangeIt() {
    Comparison plain = Comparisons.plain().build();
    Promotion bare = plain.promotions().getFirst();
    Promotion told =
        new Promotion(
            bare.environment(),
            bare.prompt(),
            "support",
            Set.of("high-risk"),
            bare.fromVersion(),
            bare.version(),
            bare.digest(),
            bare.rollback(),
            new RollbackVersion(3, 7, List.of("omar"), true),
            bare.plan());
    assertEquals(of(Comparisons.plain()), of(Comparisons.plain().withPromotions(List.of(told))));
  }

  @Test
  void theOrderOfTheRegistrysListsDoesNotMatter() {
    FileChange one = new FileChange("prompts/x/prompt.yaml", null, BLOB, null);
    FileChange two = new FileChange("prompts/x/tests.yaml", null, BLOB, null);
    assertEquals(
        of(Comparisons.plain().withFiles(one, two)), of(Comparisons.plain().withFiles(two, one)));
    assertNotEquals(of(Comparisons.plain().withFiles(one)), of(Comparisons.plain().withFiles(two)));
  }
}
