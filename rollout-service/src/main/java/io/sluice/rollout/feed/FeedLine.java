package io.sluice.rollout.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a rollout's history.
 *
 * @param id rises; what comes later has a higher one
 * @param version that the rollout brings
 * @param change number of the change request that brought it
 * @param event stable name, such as {@code advanced} or {@code rolling_back}
 * @param detail one or more sentences
 * @param state of the rollout when this was read, not when it happened
 * @param owner of the prompt, as the version says; null when the version is not known here
 */
public record FeedLine(
    long id,
    long rollout,
    String prompt,
    String environment,
    int version,
    long change,
    Instant at,
    String event,
    String detail,
    String state,
    @Nullable String owner) {}
