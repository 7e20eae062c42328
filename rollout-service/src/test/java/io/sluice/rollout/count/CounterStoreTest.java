package io.sluice.rollout.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.sluice.rollout.RegistryStandIn;
import io.sluice.rollout.count.ServedCounts.Addition;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.verdict.ArmBucket;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Margins;
import io.sluice.rollout.verdict.Metric;
import io.sluice.rollout.verdict.Tally;
import io.sluice.testkit.TestPlatform;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters on a real PostgreSQL. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class CounterStoreTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Evidence NOTHING_KNOWN =
      Evidence.start(Baseline.NONE.metrics(), Margins.DEFAULT);
  private static long rollouts = 1_000_000;

  @Inject CounterStore store;
  @Inject DatabaseGate database;
  @Inject Vertx vertx;
  private final long rollout = rollouts++;

  @BeforeEach
  void waitForTheSchema() {
    Awaitility.await().atMost(DEADLINE).until(database::isOpen);
  }

  @Test
  void batchSentAgainAddsNothing() {
    UUID process = UUID.randomUUID();
    add(process, 1, Arm.STABLE, 100, 5);
    add(process, 1, Arm.STABLE, 100, 5);
    add(process, 2, Arm.STABLE, 100, 3);
    add(UUID.randomUUID(), 1, Arm.STABLE, 100, 2);
    add(process, 3, Arm.CANDIDATE, 100, 1);
    assertEquals(List.of(bucket(100, served(10, 0), served(1, 0))), fold(101));
  }

  @Test
  void onlyClosedBucketsAreFoldedAndEachAdditionOnce() {
    UUID process = UUID.randomUUID();
    add(process, 1, Arm.STABLE, 100, 5);
    add(process, 2, Arm.CANDIDATE, 100, 1);
    add(process, 3, Arm.STABLE, 101, 7);
    add(process, 4, Arm.CANDIDATE, 101, 1);
    assertEquals(List.of(), fold(100));
    assertEquals(List.of(bucket(100, served(5, 0), served(1, 0))), fold(101));
    assertEquals(List.of(), fold(101));
    add(process, 5, Arm.STABLE, 100, 1);
    assertEquals(
        List.of(bucket(100, served(6, 5), served(1, 1)), bucket(101, served(7, 0), served(1, 0))),
        fold(102));
  }

  @Test
  void secondsWithOneArmOnlyAreFoldedTogetherUntilBothHaveUnitsAndAgainWhenSomethingIsLate() {
    UUID process = UUID.randomUUID();
    add(process, 1, Arm.STABLE, 100, 2);
    add(process, 2, Arm.STABLE, 130, 3);
    assertEquals(List.of(), fold(200));
    add(process, 3, Arm.CANDIDATE, 150, 1);
    add(process, 4, Arm.STABLE, 160, 1);
    assertEquals(List.of(bucket(100, served(5, 0), served(1, 0))), fold(200));
    add(process, 5, Arm.STABLE, 130, 4);
    assertEquals(List.of(bucket(100, served(9, 5), served(1, 1))), fold(200));
  }

  @Test
  void oneUnitIsEnoughAtFirstThenATwentiethOfTheCandidatesAtMostTen() {
    UUID process = UUID.randomUUID();
    Evidence some = NOTHING_KNOWN.fold(bucket(1, served(540, 0), served(60, 0)));
    Evidence many = NOTHING_KNOWN.fold(bucket(1, served(36_000, 0), served(4_000, 0)));
    add(process, 1, Arm.STABLE, 100, 50);
    add(process, 2, Arm.CANDIDATE, 100, 2);
    assertEquals(List.of(), fold(200, 1, some));
    add(process, 3, Arm.CANDIDATE, 101, 1);
    assertEquals(List.of(bucket(100, served(50, 0), served(3, 0))), fold(200, 1, some));
    add(process, 4, Arm.STABLE, 102, 50);
    add(process, 5, Arm.CANDIDATE, 102, 9);
    assertEquals(List.of(), fold(200, 1, many));
    add(process, 6, Arm.CANDIDATE, 103, 1);
    assertEquals(List.of(bucket(102, served(50, 0), served(10, 0))), fold(200, 1, many));
  }

  @Test
  void stageThatIsOverWaitsForNobody() {
    add(UUID.randomUUID(), 1, Arm.STABLE, 100, 2);
    assertEquals(List.of(), fold(200));
    assertEquals(
        List.of(bucket(100, served(2, 0), ArmBucket.NONE)),
        fold(200, CounterStore.NO_STAGE, NOTHING_KNOWN));
  }

  @Test
  void feedbackIsCountedInLongBuckets() {
    UUID process = UUID.randomUUID();
    add(process, 1, Arm.STABLE, 610, 2);
    add(process, 2, Arm.STABLE, 650, 2);
    add(process, 3, Arm.CANDIDATE, 700, 1);
    List<Bucket> before = fold(899);
    assertEquals(List.of(Metric.ERROR), before.stream().map(Bucket::metric).distinct().toList());
    assertEquals(List.of(new Bucket(Metric.FEEDBACK, 600, served(4, 0), served(1, 0))), fold(900));
  }

  private static Bucket bucket(long second, ArmBucket stable, ArmBucket candidate) {
    return new Bucket(Metric.ERROR, second, stable, candidate);
  }

  private static ArmBucket served(long served, long folded) {
    return new ArmBucket(new Tally(served, 0, 0, 0), new Tally(folded, 0, 0, 0));
  }

  private void add(UUID process, long sequence, Arm arm, long second, long served) {
    store
        .addServed(
            process,
            sequence,
            List.of(
                new Addition(
                    rollout, 1, arm, second, Collections.nCopies(Metric.COUNTED.size(), served))),
            Map.of())
        .await()
        .atMost(DEADLINE);
  }

  private List<Bucket> fold(long closedBefore) {
    return fold(closedBefore, 1, NOTHING_KNOWN);
  }

  private List<Bucket> fold(long closedBefore, int stage, Evidence evidence) {
    return onContext(
        () ->
            Panache.withTransaction(
                () ->
                    store.takeUnfolded(
                        rollout, stage, Instant.ofEpochSecond(closedBefore), evidence)));
  }

  private <T> T onContext(Supplier<Uni<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    context.runOnContext(
        ignored -> work.get().subscribe().with(result::complete, result::completeExceptionally));
    return result.orTimeout(DEADLINE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS).join();
  }
}
