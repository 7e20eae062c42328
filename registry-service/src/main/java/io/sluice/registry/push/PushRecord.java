package io.sluice.registry.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One push to a change branch.
 *
 * @param by the token's subject
 * @param promoteTo environment, {@code none}, or null when the push did not say
 */
public record PushRecord(String by, String head, Instant at, @Nullable String promoteTo) {}
