package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which version of a prompt an environment runs, by the files on main.
 *
 * @param rollback version to go back to, or null
 * @param plan rollout plan with every field
 */
public record LivePrompt(
    String environment,
    String prompt,
    int version,
    String digest,
    @Nullable Integer rollback,
    JsonNode plan,
    String commit,
    Instant since) {}
