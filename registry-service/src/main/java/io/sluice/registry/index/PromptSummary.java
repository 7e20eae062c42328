package io.sluice.registry.index;

import io.sluice.registry.format.Lifecycle;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows of a registry entry.
 *
 * @param lifecycleSince when a version first said so
 * @param reviewedAt when a version was last approved and merged, or null when none ever was
 * @param reviewedBy who approved that one
 * @param score how well it matches the text of the query; 0 when nothing was sorted by that
 */
public record PromptSummary(
    String id,
    String owner,
    String team,
    String purpose,
    String model,
    List<String> labels,
    Lifecycle lifecycle,
    Instant lifecycleSince,
    int latestVersion,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant reviewedAt,
    List<String> reviewedBy,
    long score) {}
