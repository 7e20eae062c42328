package io.sluice.registry.index;

import java.time.Instant;

/** What a list shows of a registry entry. */
public record PromptSummary(
    String id,
    String owner,
    String team,
    String purpose,
    String model,
    int latestVersion,
    Instant createdAt,
    Instant updatedAt) {}
