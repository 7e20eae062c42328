package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.Composition;
import io.sluice.registry.format.FragmentUse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version of a prompt.
 *
 * @param digest identity of the content, {@code sha256:…}
 * @param content what the digest is taken over: {@code {"prompt": entry, "tests": digest or null}}
 * @param tests the parsed suite, or null
 * @param composition how it was put together; null when it includes no fragment
 * @param change number of the change request that brought it, or null
 * @param title subject line of that change
 * @param description what the merge commit says beside its title and its trailers
 */
public record PromptVersion(
    String prompt,
    int number,
    String digest,
    JsonNode content,
    @Nullable JsonNode tests,
    @Nullable Composition composition,
    String commit,
    @Nullable Integer change,
    String title,
    String description,
    String author,
    List<String> approvedBy,
    Instant createdAt) {

  /** The parsed {@code prompt.yaml}. */
  public JsonNode entry() {
    return content.path("prompt");
  }

  /** The messages as written in the file; null when they include no fragment. */
  public @Nullable JsonNode source() {
    Composition parts = composition;
    return parts == null ? null : parts.source();
  }

  /** The fragments inside it, at any depth. */
  public List<FragmentUse> uses() {
    Composition parts = composition;
    return parts == null ? List.of() : parts.uses();
  }
}
