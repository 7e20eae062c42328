package io.sluice.review.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as a change branch has it.
 *
 * @param head commit that it was read at
 * @param digest digest of the version that merging it would make
 * @param entry the parsed entry, with fragments put in
 * @param tests the parsed suite; null when there is none
 */
public record BranchPrompt(String head, String digest, JsonNode entry, @Nullable JsonNode tests) {
  public BranchPrompt {
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(entry, "entry");
  }
}
