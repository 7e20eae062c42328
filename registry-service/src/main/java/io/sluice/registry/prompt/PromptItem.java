package io.sluice.registry.prompt;

import java.time.Instant;
import java.util.Map;

/**
 * A registry entry in a list.
 *
 * @param live environment to the version that runs there
 */
public record PromptItem(
    String id,
    String purpose,
    String owner,
    String team,
    String model,
    int latestVersion,
    Map<String, Integer> live,
    Instant createdAt,
    Instant updatedAt) {}
