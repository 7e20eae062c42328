package io.sluice.review.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One delivery.
 *
 * @param messageId what a receiver got as {@code webhook-id}, the same in every attempt
 * @param state pending, delivered or dead
 * @param dueAt of the next attempt; absent when there is none to come
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryView(
    long id,
    String channel,
    String event,
    long change,
    String messageId,
    String state,
    int attempts,
    @Nullable String lastError,
    Instant createdAt,
    @Nullable Instant dueAt,
    @Nullable Instant endedAt) {

  static DeliveryView of(DeliveryRow row) {
    return new DeliveryView(
        row.id,
        row.channel,
        row.kind,
        row.changeNumber,
        row.messageId,
        row.state.name().toLowerCase(Locale.ROOT),
        row.attempts,
        row.lastError,
        row.createdAt,
        row.state == DeliveryRow.State.PENDING ? row.dueAt : null,
        row.endedAt);
  }
}
