package io.sluice.rollout.evaluation;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.rollout.Prompts;
import io.sluice.rollout.RegistryStandIn;
import io.sluice.rollout.rollout.RolloutEventStore;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.verdict.Criteria;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Finding.Basis;
import io.sluice.rollout.verdict.Finding.Inconclusive.Why;
import io.sluice.rollout.verdict.Metric;
import io.sluice.testkit.TestPlatform;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class StallWatchTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Inject StallWatch stalls;
  @Inject RolloutStore rollouts;
  @Inject RolloutEventStore events;

  private static <T> T inTransaction(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> Panache.withTransaction(work));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A rollout that stands at its first stage. */
  private StoredRollout rollingOut(String prompt) {
    for (int version = 1; version <= 2; version++) {
      int wanted = version;
      RegistryStandIn.get().promote(Prompts.version(prompt, version), Prompts.plan("1h"));
      await()
          .atMost(DEADLINE)
          .until(
              () -> {
                StoredRollout newest = inTransaction(() -> rollouts.newest("production", prompt));
                return newest != null && newest.rollout().target().candidate().version() == wanted;
              });
    }
    return inTransaction(() -> rollouts.newest("production", prompt));
  }

  private List<String> lookedAt(StoredRollout found, Finding finding, Instant now) {
    inTransaction(() -> stalls.look(found, finding, now));
    return inTransaction(() -> events.history(found.number())).stream()
        .map(line -> line.event())
        .toList();
  }

  private static Finding inconclusive(StoredRollout found, Why why) {
    return new Finding.Inconclusive(
        found.evidence(), criteria(found), Metric.ERROR, why, 0, Criteria.LN_HEALTHY);
  }

  private static Criteria criteria(StoredRollout found) {
    return found.rollout().plan().criteria(found.rollout().traffic().percent());
  }

  @Test
  void whatStandsLongerThanPlannedIsSaidOnceForEachReason() {
    StoredRollout found = rollingOut("stalled");
    Instant start = found.startedAt();
    Finding undecided = inconclusive(found, Why.UNDECIDED);

    assertEquals(List.of("started"), lookedAt(found, undecided, start.plus(Duration.ofHours(23))));
    assertEquals(
        List.of("started", "inconclusive_too_long"),
        lookedAt(found, undecided, start.plus(Duration.ofHours(25))));
    assertEquals(
        List.of("started", "inconclusive_too_long"),
        lookedAt(found, undecided, start.plus(Duration.ofHours(26))));
    assertEquals(
        List.of("started", "inconclusive_too_long", "held_by_missing_data"),
        lookedAt(
            found, inconclusive(found, Why.OUTCOMES_MISSING), start.plus(Duration.ofHours(27))));
  }

  /** The line goes with its transaction; the next look has to say it again. */
  @Test
  void whatWasSaidInVainIsSaidAgain() {
    StoredRollout found = rollingOut("in-vain");
    Finding undecided = inconclusive(found, Why.UNDECIDED);
    Instant late = found.startedAt().plus(Duration.ofHours(25));
    assertThrows(
        AssertionError.class,
        () ->
            inTransaction(
                () ->
                    stalls
                        .look(found, undecided, late)
                        .chain(() -> Uni.createFrom().failure(new IOException("cut off")))));

    assertEquals(List.of("started", "inconclusive_too_long"), lookedAt(found, undecided, late));
    assertEquals(List.of("started", "inconclusive_too_long"), lookedAt(found, undecided, late));
    assertEquals(List.of("started", "inconclusive_too_long"), lookedAt(found, undecided, late));
  }

  @Test
  void whatBreaksOnBothVersionsIsSaidAtOnce() {
    StoredRollout found = rollingOut("shared");
    Finding shared =
        new Finding.SharedCause(
            found.evidence(), criteria(found), Metric.ERROR, Basis.CEILING, 9, 5);

    assertEquals(
        List.of("started", "held_by_shared_cause"), lookedAt(found, shared, found.startedAt()));
  }
}
