package io.sluice.rollout.rollout;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.lifecycle.RolloutState.Completed;
import io.sluice.rollout.lifecycle.Signal;
import io.sluice.rollout.lifecycle.Step;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.problem.RolloutProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rollouts for people and carries out what operators order. */
@ApplicationScoped
public class RolloutService {
  private final RolloutStore rollouts;
  private final RolloutEventStore events;
  private final DatabaseGate database;
  private final Clock clock;

  @Inject
  RolloutService(
      RolloutStore rollouts, RolloutEventStore events, DatabaseGate database, Clock clock) {
    this.rollouts = rollouts;
    this.events = events;
    this.database = database;
    this.clock = clock;
  }

  /** Rollouts below a number, newest first, one more than the limit when there are more. */
  Uni<List<StoredRollout>> page(
      @Nullable String environment,
      @Nullable String prompt,
      @Nullable String state,
      long below,
      int limit) {
    database.requireOpen();
    return Panache.withSession(() -> rollouts.page(environment, prompt, state, below, limit + 1));
  }

  /** One rollout with its history. */
  Uni<RolloutView> get(long number) {
    database.requireOpen();
    return Panache.withSession(() -> view(number));
  }

  /** Hands a signal of an operator to the rollout. */
  public Uni<RolloutView> order(long number, Signal signal) {
    database.requireOpen();
    // What is answered is read before the commit: a failure means that nothing was changed.
    return Panache.withTransaction(
        () ->
            rollouts
                .lock(number)
                .map(found -> require(number, found))
                .call(found -> requireLive(found))
                .chain(found -> step(found, signal))
                .chain(() -> view(number)));
  }

  private Uni<Void> step(StoredRollout found, Signal signal) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return switch (found.rollout().step(signal, now)) {
      case Step.Transition t -> rollouts.apply(found.number(), t, now);
      case Step.Stay s -> Uni.createFrom().voidItem();
      case Step.Refused r -> throw new ProblemException(RolloutProblem.ROLLOUT_STATE, r.why());
    };
  }

  /** A completed rollout is the live one only until the next begins. */
  private Uni<Void> requireLive(StoredRollout found) {
    if (!(found.rollout().state() instanceof Completed)) {
      return Uni.createFrom().voidItem();
    }
    var target = found.rollout().target();
    return rollouts
        .newest(target.environment(), target.prompt())
        .invoke(
            newest -> {
              if (newest != null && newest.number() != found.number()) {
                throw new ProblemException(
                    RolloutProblem.ROLLOUT_STATE,
                    "Rollout %d of this prompt is the newest; act on that one."
                        .formatted(newest.number()));
              }
            })
        .replaceWithVoid();
  }

  private Uni<RolloutView> view(long number) {
    return rollouts
        .byNumber(number)
        .map(found -> require(number, found))
        .chain(found -> events.history(number).map(history -> RolloutView.of(found, history)));
  }

  private static StoredRollout require(long number, @Nullable StoredRollout found) {
    if (found == null) {
      throw new ProblemException(
          RolloutProblem.ROLLOUT_NOT_FOUND,
          "There is no rollout " + number + "; GET /v1/rollouts lists them.");
    }
    return found;
  }
}
