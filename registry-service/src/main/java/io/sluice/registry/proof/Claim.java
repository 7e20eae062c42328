package io.sluice.registry.proof;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an attestation says, as far as it can be held against a repository. A list that it lacks is
 * empty.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Claim(
    int change,
    @Nullable String author,
    List<String> pushers,
    List<Approval> approvals,
    List<ChangedBlob> files,
    List<Version> versions,
    List<Promotion> promotions,
    @Nullable BreakGlass breakGlass) {
  Claim {
    pushers = Objects.requireNonNullElse(pushers, List.of());
    approvals = Objects.requireNonNullElse(approvals, List.of());
    files = Objects.requireNonNullElse(files, List.of());
    versions = Objects.requireNonNullElse(versions, List.of());
    promotions = Objects.requireNonNullElse(promotions, List.of());
  }

  /** Who approved. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Approval(@Nullable String by) {}

  /** Who let it land without the approvals that it needed. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record BreakGlass(@Nullable String by, @Nullable String reason) {}

  /** A file and its blob; null when it is removed. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ChangedBlob(String path, @Nullable String blob) {}

  /** A version that was approved. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Version(@Nullable String prompt, int version, @Nullable String digest) {}

  /** A version that may run somewhere. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Promotion(
      @Nullable String environment,
      @Nullable String prompt,
      int version,
      @Nullable String digest) {}

  Set<String> approvers() {
    return approvals.stream()
        .map(Approval::by)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Who answers for it, in words: approvers, or whoever needed none. */
  String answerable() {
    return breakGlass == null
        ? "approved by " + approvers()
        : "WITHOUT the approvals that it needed: %s broke the glass (%s); approved by %s"
            .formatted(
                breakGlass.by(),
                breakGlass.reason(),
                approvers().isEmpty() ? "nobody" : approvers().toString());
  }

  /** Everyone who had a hand in the change. */
  Set<String> hands() {
    Set<String> hands = new TreeSet<>(pushers);
    if (author != null) {
      hands.add(author);
    }
    return hands;
  }
}
