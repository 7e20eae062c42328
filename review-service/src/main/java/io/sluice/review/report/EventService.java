package io.sluice.review.report;

import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.job.ContextDriver;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a run, as a stream. It is read from the database, so any replica can tell it and
 * it can be gone on with after any break.
 */
@ApplicationScoped
public class EventService {
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(5);

  /** Silence after which something is said all the same, so that nobody in between hangs up. */
  private static final int LOOKS_UNTIL_HEARTBEAT = 30;

  /** A stream ends after ten minutes; the client goes on where it was. */
  private static final int MAX_LOOKS = 1_200;

  private static final int BATCH = 100;

  private final EvaluationService evaluations;
  private final ResultService results;
  private final ContextDriver contexts;

  @Inject
  EventService(EvaluationService evaluations, ResultService results, ContextDriver contexts) {
    this.evaluations = evaluations;
    this.results = results;
    this.contexts = contexts;
  }

  /**
   * One event.
   *
   * @param id to go on after; null for one that needs no going on after
   * @param name {@code case}, {@code progress} or {@code end}
   */
  record Event(@Nullable String id, String name, Object data) {}

  /**
   * A case that ended.
   *
   * @param sequence 1 for the first that did
   */
  public record CaseEnded(int sequence, int position, String name, String verdict, String reason) {}

  /**
   * The run is over.
   *
   * @param reason why it was stopped; null unless it was
   */
  public record RunEnded(EvaluationState state, @Nullable String reason) {}

  private static final class Place {
    int sequence;
    int silentLooks;
  }

  /** Fails with 404 when there is no such run. Blocks. */
  void requireKnown(long id) {
    contexts.apart(() -> evaluations.get(id)).await().atMost(LOOK_PATIENCE);
  }

  /** Events after a case, by the sequence in which cases ended. */
  Multi<Event> after(long id, int sequence) {
    AtomicBoolean ended = new AtomicBoolean();
    return Multi.createBy()
        .repeating()
        .uni(
            () -> {
              Place place = new Place();
              place.sequence = sequence;
              return place;
            },
            place ->
                contexts
                    .apart(() -> results.endedAfter(id, place.sequence, BATCH))
                    .map(found -> events(found, place)))
        .withDelay(LOOK)
        .atMost(MAX_LOOKS)
        .onItem()
        .<Event>disjoint()
        .select()
        .first(
            event -> {
              boolean isWanted = !ended.get();
              ended.compareAndSet(false, event.name().equals("end"));
              return isWanted;
            });
  }

  private static List<Event> events(ResultService.Ended found, Place place) {
    List<Event> events = new ArrayList<>();
    for (EvaluationCase on : found.cases()) {
      EvaluationCase.Ending ending = on.ending();
      if (ending != null) {
        place.sequence = ending.sequence();
        events.add(
            new Event(
                Integer.toString(ending.sequence()),
                "case",
                new CaseEnded(
                    ending.sequence(),
                    on.position(),
                    on.test().name(),
                    ending.verdict().state().wireName(),
                    ending.verdict().reason())));
      }
    }
    place.silentLooks = events.isEmpty() ? place.silentLooks + 1 : 0;
    if (!events.isEmpty() || place.silentLooks % LOOKS_UNTIL_HEARTBEAT == 0) {
      events.add(new Event(null, "progress", EvaluationView.progress(found.run())));
    }
    if (found.isLast()) {
      events.add(new Event(null, "end", new RunEnded(found.run().state(), found.run().reason())));
    }
    return events;
  }
}
