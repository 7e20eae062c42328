package io.sluice.registry.index;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version without its content: what its merge recorded. */
public record VersionSummary(
    int number,
    String digest,
    String title,
    String description,
    String author,
    String approvers,
    @Nullable Integer change,
    String commit,
    Instant createdAt) {
  /** Who approved the merge. */
  public List<String> approvedBy() {
    return approvers.lines().toList();
  }
}
