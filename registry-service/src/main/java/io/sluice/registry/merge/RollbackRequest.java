package io.sluice.registry.merge;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * Asks for a rollback on main.
 *
 * @param fromVersion version that the environment must run now
 * @param toVersion version that was approved for and served in that environment
 * @param rollout number of the rollout that decided it
 * @param reason in words and numbers; it becomes the commit message
 * @param at when it was decided
 */
public record RollbackRequest(
    @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,39}") String environment,
    @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,99}") String prompt,
    @Min(1) int fromVersion,
    @Min(1) int toVersion,
    @Min(1) long rollout,
    @NotBlank @Size(max = 2_000) String reason,
    @NotNull Instant at) {}
