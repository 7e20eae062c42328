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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a merge writes on main: a pure function of the attestation and the comparison. */
final class MergeCommit {
  private static final int MAX_DESCRIPTION_CHARS = 4_000;
  private static final Pattern TRAILER =
      Pattern.compile(
          "(Prompt-Version|Prompt-Fragment|Change|Change-Digest|Approved-by|Break-Glass|Rollback|Rollout):.*",
          Pattern.CASE_INSENSITIVE);

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
    String description = description(comparison.description());
    if (!description.isEmpty()) {
      text.append(description).append("\n\n");
    }
    Attestation.BreakGlass glass = attestation.breakGlass();
    if (glass != null) {
      text.append("Without the approvals that it needs: ")
          .append(oneLine(glass.by()))
          .append(" broke the glass. ")
          .append(oneLine(glass.reason()))
          .append("\n\n");
    }
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
    comparison.prompts().stream()
        .filter(prompt -> prompt.nextVersion() != null)
        .forEach(
            prompt ->
                prompt
                    .fragments()
                    .forEach(
                        use ->
                            trailer(
                                text,
                                CommitReader.PROMPT_FRAGMENT,
                                prompt.prompt() + " " + use.key() + " " + use.commit())));
    trailer(text, CommitReader.CHANGE, String.valueOf(attestation.change()));
    trailer(text, "Change-Digest", attestation.changeDigest());
    attestation.approvals().stream()
        .map(Attestation.Approval::by)
        .distinct()
        .forEach(by -> trailer(text, CommitReader.APPROVED_BY, by));
    if (glass != null) {
      trailer(text, CommitReader.BREAK_GLASS, glass.by());
    }
    return text.toString();
  }

  private static void trailer(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(oneLine(value)).append('\n');
  }

  /** What the author wrote, without lines that look like the trailers below. */
  static String description(String written) {
    String bounded =
        written.length() > MAX_DESCRIPTION_CHARS
            ? written.substring(0, MAX_DESCRIPTION_CHARS)
            : written;
    return bounded
        .lines()
        .map(MergeCommit::oneLine)
        .filter(line -> !TRAILER.matcher(line).matches())
        .collect(Collectors.joining("\n"))
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  /** A title or a name must not be able to add lines, and with them trailers. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
  }
}
