package io.sluice.review.merge;

import io.sluice.review.approval.Approval;
import io.sluice.review.attestation.Attestation;
import io.sluice.review.change.Change;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.requirement.Submission;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says what a merge is about to do, as a pure function of what was decided. */
final class MergeAttestation {
  private MergeAttestation() {}

  /**
   * The statement to sign.
   *
   * @param submission the facts whose requirements are met
   * @param mergedAt whole seconds
   * @param glassReason why {@code mergedBy} broke the glass; null when they did not
   */
  static Attestation of(
      Change change,
      Submission submission,
      String mergedBy,
      Instant mergedAt,
      @Nullable String glassReason) {
    Comparison comparison = submission.comparison();
    return new Attestation(
        change.number(),
        submission.digest(),
        change.branch(),
        comparison.head(),
        change.proposal().title(),
        change.author(),
        List.copyOf(new TreeSet<>(submission.contributors())),
        submission.countingApprovals().stream()
            .sorted(Comparator.comparing(Approval::by))
            .map(approval -> new Attestation.By(approval.by(), approval.at()))
            .toList(),
        mergedBy,
        mergedAt,
        comparison.files().stream()
            .sorted(Comparator.comparing(FileChange::path))
            .map(file -> new Attestation.File(file.path(), file.newBlob()))
            .toList(),
        versions(Objects.requireNonNullElse(comparison.prompts(), List.of())),
        promotions(Objects.requireNonNullElse(comparison.promotions(), List.of())),
        glassReason == null ? null : new Attestation.BreakGlass(mergedBy, glassReason));
  }

  private static List<Attestation.Version> versions(List<PromptChange> prompts) {
    return prompts.stream()
        .sorted(Comparator.comparing(PromptChange::prompt))
        .<Attestation.Version>mapMulti(
            (prompt, versions) -> {
              Integer version = prompt.nextVersion();
              String digest = prompt.nextDigest();
              if (version != null && digest != null) {
                versions.accept(new Attestation.Version(prompt.prompt(), version, digest));
              }
            })
        .toList();
  }

  private static List<Attestation.Promotion> promotions(List<Promotion> promotions) {
    return promotions.stream()
        .sorted(Comparator.comparing(Promotion::environment).thenComparing(Promotion::prompt))
        .map(
            promotion ->
                new Attestation.Promotion(
                    promotion.environment(),
                    promotion.prompt(),
                    promotion.version(),
                    promotion.digest()))
        .toList();
  }
}
