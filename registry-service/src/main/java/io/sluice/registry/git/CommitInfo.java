package io.sluice.registry.git;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A commit, without its content.
 *
 * @param id 40 hex digits
 * @param parent first parent, or null for the first commit
 * @param trailers the last paragraph's {@code Key: value} lines, in order
 */
public record CommitInfo(
    String id,
    @Nullable String parent,
    String author,
    Instant at,
    String subject,
    String body,
    Map<String, List<String>> trailers) {

  /** Values of a trailer; empty when there is none. */
  public List<String> trailer(String key) {
    return trailers.getOrDefault(key, List.of());
  }
}
