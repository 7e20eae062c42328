package io.sluice.registry.merge;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.registry.comparison.Comparison;
import io.sluice.registry.comparison.Comparison.PromotionChange;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.index.CommitReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a merge writes on main: a pure function of the attestation and the comparison. */
final class MergeCommit {
  private MergeCommit() {}

  /** Environment files that a merge writes, by path. */
  static Map<String, Optional<byte[]>> environmentFiles(
      Comparison comparison, Map<String, EnvironmentFile> before) {
    Map<String, Optional<byte[]>> files = new LinkedHashMap<>();
    for (PromotionChange promotion : comparison.promotions()) {
      String path =
          new RepositoryPath.Environment(promotion.environment(), promotion.prompt()).path();
      EnvironmentFile known = before.get(path);
      EnvironmentFile file =
          new EnvironmentFile(
              promotion.prompt(),
              promotion.version(),
              promotion.digest(),
              promotion.rollback(),
              known == null ? MissingNode.getInstance() : known.rollout());
      files.put(path, Optional.of(file.bytes()));
    }
    return files;
  }

  /** The commit message: a subject, what it does, and the trailers that the index reads. */
  static String message(Attestation attestation, Comparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append("Merge change ")
        .append(attestation.change())
        .append(": ")
        .append(oneLine(attestation.title()))
        .append("\n\n");
    if (comparison.promotions().isEmpty()) {
      text.append("Promotes nothing.\n");
    }
    for (PromotionChange promotion : comparison.promotions()) {
      text.append(promotion.prompt())
          .append(" v")
          .append(promotion.version())
          .append(" to ")
          .append(promotion.environment())
          .append(
              promotion.fromVersion() == null
                  ? " (its first version there)"
                  : " (from v" + promotion.fromVersion() + ")")
          .append(".\n");
    }
    text.append('\n');
    comparison.prompts().stream()
        .filter(prompt -> prompt.nextVersion() != null)
        .forEach(
            prompt ->
                trailer(
                    text,
                    CommitReader.PROMPT_VERSION,
                    prompt.prompt() + "@" + prompt.nextVersion() + " " + prompt.nextDigest()));
    trailer(text, CommitReader.CHANGE, String.valueOf(attestation.change()));
    trailer(text, "Change-Digest", attestation.changeDigest());
    attestation.approvals().stream()
        .map(Attestation.Approval::by)
        .distinct()
        .forEach(by -> trailer(text, CommitReader.APPROVED_BY, by));
    return text.toString();
  }

  private static void trailer(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(oneLine(value)).append('\n');
  }

  /** A title or a name must not be able to add lines, and with them trailers. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
  }
}
