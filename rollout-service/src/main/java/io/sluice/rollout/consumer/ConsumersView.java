package io.sluice.rollout.consumer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who fetched a prompt in an environment, and how often.
 *
 * @param from first day that is looked back on, in UTC
 * @param consumers one page of apps, those that fetched last first
 * @param consumerCount how many there are
 * @param traffic calls of each day that had one, oldest first
 * @param nextCursor hand it back as {@code ?cursor=} for the next apps; absent on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConsumersView(
    String prompt,
    String environment,
    LocalDate from,
    LocalDate to,
    List<ConsumerView> consumers,
    long consumerCount,
    List<TrafficView> traffic,
    @Nullable String nextCursor) {}
