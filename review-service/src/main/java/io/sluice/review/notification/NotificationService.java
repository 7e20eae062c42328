package io.sluice.review.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.PublicUrls;
import io.sluice.review.notification.DeliveryRow.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down what is to be told. */
@ApplicationScoped
public class NotificationService {
  private final ChannelService channels;
  private final DeliveryStore deliveries;
  private final PublicUrls urls;
  private final ObjectMapper json;
  private final Clock clock;

  @Inject
  NotificationService(
      ChannelService channels,
      DeliveryStore deliveries,
      PublicUrls urls,
      ObjectMapper json,
      Clock clock) {
    this.channels = channels;
    this.deliveries = deliveries;
    this.urls = urls;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Something happened to a change. Within the caller's transaction: it is told if that commits.
   *
   * @param by token subject, or the service's name
   * @param detail a sentence for a reader
   */
  public Uni<Void> tell(Kind kind, long change, @Nullable String digest, String by, String detail) {
    Instant now = clock.instant();
    return tell(kind, change, digest, by, detail, UUID.randomUUID().toString(), now, null);
  }

  /**
   * The same, and never twice.
   *
   * @param messageId the same for the same thing
   * @param at when it happened
   * @param owner who owns what it happened to; null for the owners of all prompts of the change
   */
  public Uni<Void> tell(
      Kind kind,
      long change,
      @Nullable String digest,
      String by,
      String detail,
      String messageId,
      Instant at,
      @Nullable String owner) {
    List<Channel> told =
        channels.channels().stream().filter(channel -> channel.kinds().contains(kind)).toList();
    if (told.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    return deliveries
        .about(change)
        .map(
            about ->
                write(
                    new Message(
                        kind,
                        at,
                        new Message.Data(
                            change,
                            about.title(),
                            by,
                            digest,
                            detail,
                            urls.change(change),
                            owner == null ? about.owners() : List.of(owner)))))
        .chain(
            content -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (Channel channel : told) {
                all =
                    all.chain(
                        () ->
                            deliveries.add(channel.name(), kind, change, messageId, content, now));
              }
              return all;
            });
  }

  private String write(Message message) {
    try {
      return json.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A message can be written as JSON", e);
    }
  }

  Uni<Page<DeliveryView>> page(@Nullable State state, long below, int limit) {
    return Panache.withSession(() -> deliveries.page(state, below, limit + 1))
        .map(rows -> Page.of(rows, limit, row -> String.valueOf(row.id), DeliveryView::of));
  }

  /** Fails with 404 when there is no delivery of that number that has ended. */
  Uni<Void> again(long id) {
    return Panache.withTransaction(() -> deliveries.again(id, clock.instant()))
        .invoke(
            found -> {
              if (!found) {
                throw new ProblemException(
                    CommonProblem.NOT_FOUND,
                    "There is no delivery " + id + " that was delivered or is dead.");
              }
            })
        .replaceWithVoid();
  }
}
