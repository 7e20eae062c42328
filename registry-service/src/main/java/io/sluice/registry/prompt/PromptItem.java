package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registry entry in a list.
 *
 * @param lifecycle {@code active}, {@code deprecated} or {@code archived}
 * @param live environment to the version that runs there
 * @param reviewedAt when a version was last approved and merged; absent when none ever was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptItem(
    String id,
    String purpose,
    String owner,
    String team,
    String model,
    List<String> labels,
    String lifecycle,
    @Nullable String replacedBy,
    int latestVersion,
    Map<String, Integer> live,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant reviewedAt) {}
