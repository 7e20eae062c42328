package io.sluice.rollout.evaluation;

import io.sluice.rollout.lifecycle.Plan;
import io.sluice.rollout.lifecycle.RolloutState.RollingOut;
import io.sluice.rollout.lifecycle.RolloutState.Running;
import io.sluice.rollout.lifecycle.RolloutState.Watching;
import io.sluice.rollout.rollout.RolloutEventStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Finding.Inconclusive.Why;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Says in a rollout's history that it stands still and why, once for each stage and reason. Whoever
 * follows the history is told; nothing is decided by it.
 */
@ApplicationScoped
public class StallWatch {
  private static final String MISSING_DATA = "held_by_missing_data";
  private static final String SHARED_CAUSE = "held_by_shared_cause";
  private static final String INCONCLUSIVE = "inconclusive_too_long";

  /** More rollouts than ever run at once; beyond it the database is asked again. */
  private static final int MAX_REMEMBERED = 10_000;

  private final RolloutEventStore events;
  private final Duration stalledAfter;
  private final Set<Stall> said = ConcurrentHashMap.newKeySet();

  @Inject
  StallWatch(
      RolloutEventStore events,
      @ConfigProperty(name = "sluice.rollout.stalled-after") Duration stalledAfter) {
    this.events = events;
    this.stalledAfter = stalledAfter;
  }

  private record Stall(long rollout, Instant since, String event) {}

  /** Looks at a rollout that did not move, within the transaction that has locked it. */
  Uni<Void> look(StoredRollout found, Finding finding, Instant now) {
    if (!(found.rollout().state() instanceof Running running)) {
      return Uni.createFrom().voidItem();
    }
    String event = event(running, found.rollout().plan(), finding, now);
    if (event == null) {
      return Uni.createFrom().voidItem();
    }
    Stall stall = new Stall(found.number(), running.since(), event);
    if (said.size() > MAX_REMEMBERED) {
      said.clear();
    }
    return said.contains(stall)
        ? Uni.createFrom().voidItem()
        : events
            .appendOnceSince(found.number(), event, running.since(), finding.inWords(), now)
            .invoke(
                already -> {
                  // A line of this transaction may still be rolled back; it is there for good when
                  // the next look finds it.
                  if (already) {
                    said.add(stall);
                  }
                })
            .replaceWithVoid();
  }

  private @Nullable String event(Running running, Plan plan, Finding finding, Instant now) {
    return switch (finding) {
      // Both arms break a bound: that cannot wait.
      case Finding.SharedCause shared -> SHARED_CAUSE;
      case Finding.Inconclusive f -> isStalled(running, plan, f, now) ? reason(f.why()) : null;
      case Finding.Healthy healthy -> null;
      case Finding.Regression regression -> null;
    };
  }

  private boolean isStalled(Running running, Plan plan, Finding.Inconclusive finding, Instant now) {
    Duration planned =
        switch (running) {
          case RollingOut stage -> plan.minStageTime();
          case Watching watch -> plan.watch();
        };
    boolean isHeld = running instanceof RollingOut || finding.holdsWatch();
    return isHeld && !now.isBefore(running.since().plus(planned).plus(stalledAfter));
  }

  private static String reason(Why why) {
    return switch (why) {
      case NOTHING_REPORTED, OUTCOMES_MISSING -> MISSING_DATA;
      case UNDECIDED, WATCHING, ASKING_HOLD_BACK -> INCONCLUSIVE;
    };
  }
}
