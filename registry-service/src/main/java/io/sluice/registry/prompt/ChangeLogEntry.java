package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.registry.index.VersionSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version in the change log, as its merge recorded it.
 *
 * @param description what the author wrote, and what the merge promoted
 * @param author who made the change
 * @param approvedBy who approved it
 * @param change number of the change request; absent when no change request made it
 * @param commit of main
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeLogEntry(
    int version,
    String digest,
    String title,
    String description,
    String author,
    List<String> approvedBy,
    @Nullable Integer change,
    String commit,
    Instant at) {
  static ChangeLogEntry of(VersionSummary version) {
    return new ChangeLogEntry(
        version.number(),
        version.digest(),
        version.title(),
        version.description(),
        version.author(),
        version.approvedBy(),
        version.change(),
        version.commit(),
        version.createdAt());
  }
}
