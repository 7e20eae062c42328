package io.sluice.rollout.feed;

import io.sluice.rollout.feed.FeedStore.Standing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One rollout's history as a stream. It is read from the database, so any replica can tell it and a
 * client goes on with another after a break.
 */
@ApplicationScoped
public class RolloutStream {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Silence after which something is said all the same, so that nobody in between hangs up. */
  private static final int LOOKS_UNTIL_HEARTBEAT = 30;

  /** A stream ends after ten minutes; the client goes on where it was. */
  private static final int MAX_LOOKS = 1_200;

  private static final int BATCH = 100;
  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(5);
  private static final String END = "end";

  /** Nothing happens any more then, unless an operator acts on the live version. */
  private static final Set<String> OVER =
      Set.of("completed", "rolled_back", "superseded", "archived");

  private final FeedStore lines;

  @Inject
  RolloutStream(FeedStore lines) {
    this.lines = lines;
  }

  /**
   * One event.
   *
   * @param id to go on after; null for one that needs no going on after
   * @param name the line's event, {@code heartbeat} or {@code end}
   */
  record Event(@Nullable String id, String name, Object data) {}

  /** Says that the stream still stands. */
  public record Heartbeat(long rollout) {}

  /** The rollout is over. */
  public record End(String state) {}

  private static final class Place {
    long id;
    int silentLooks;
  }

  /** Fails with 404 when there is no such rollout. Blocks. */
  void requireKnown(long rollout) {
    lines.standing(rollout, 0).await().atMost(LOOK_PATIENCE);
  }

  /** The history after a line; ends with the rollout. */
  Multi<Event> after(long rollout, long id) {
    AtomicBoolean ended = new AtomicBoolean();
    return Multi.createBy()
        .repeating()
        .uni(
            () -> {
              Place place = new Place();
              place.id = id;
              return place;
            },
            place -> look(rollout, place))
        .withDelay(LOOK)
        .atMost(MAX_LOOKS)
        .onItem()
        .<Event>disjoint()
        .select()
        .first(
            event -> {
              boolean isWanted = !ended.get();
              ended.compareAndSet(false, event.name().equals(END));
              return isWanted;
            });
  }

  private Uni<List<Event>> look(long rollout, Place place) {
    return lines
        .after(place.id, BATCH, rollout)
        .chain(
            found ->
                found.isEmpty()
                    ? lines
                        .standing(rollout, place.id)
                        .map(standing -> silence(rollout, standing, place))
                    : Uni.createFrom().item(() -> events(found, place)));
  }

  private static List<Event> events(List<FeedLine> found, Place place) {
    place.id = found.getLast().id();
    place.silentLooks = 0;
    return found.stream()
        .map(line -> new Event(Long.toString(line.id()), line.event(), line))
        .toList();
  }

  private static List<Event> silence(long rollout, Standing standing, Place place) {
    if (OVER.contains(standing.state()) && !standing.hasMore()) {
      return List.of(new Event(null, END, new End(standing.state())));
    }
    place.silentLooks++;
    return place.silentLooks % LOOKS_UNTIL_HEARTBEAT == 0
        ? List.of(new Event(null, "heartbeat", new Heartbeat(rollout)))
        : List.of();
  }
}
