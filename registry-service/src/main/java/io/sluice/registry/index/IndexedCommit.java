package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.git.CommitInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one commit of main means to the index.
 *
 * @param position number of first parents before it
 * @param attestation of the merge, or null for commits that are none
 */
record IndexedCommit(
    CommitInfo commit,
    long position,
    @Nullable Integer change,
    @Nullable String attestation,
    List<PromptVersion> versions,
    List<Runs> runs) {

  /** An environment file that this commit wrote. */
  record Runs(String environment, EnvironmentFile file, JsonNode plan) {}
}
