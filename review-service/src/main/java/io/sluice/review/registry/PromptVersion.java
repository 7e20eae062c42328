package io.sluice.review.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * A version that is on main.
 *
 * @param entry the parsed entry, with fragments put in
 */
public record PromptVersion(int version, String digest, JsonNode entry) {
  public PromptVersion {
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(entry, "entry");
  }
}
