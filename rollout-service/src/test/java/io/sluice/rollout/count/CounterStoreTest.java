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
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Tally;
import io.sluice.testkit.TestPlatform;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
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
    add(process, 1, 100, 5);
    add(process, 1, 100, 5);
    add(process, 2, 100, 3);
    add(UUID.randomUUID(), 1, 100, 2);
    assertEquals(List.of(new Bucket(100, served(10, 0), ArmBucket.NONE)), fold(101));
  }

  @Test
  void onlyClosedBucketsAreFoldedAndEachAdditionOnce() {
    UUID process = UUID.randomUUID();
    add(process, 1, 100, 5);
    add(process, 2, 101, 7);
    assertEquals(List.of(), fold(100));
    assertEquals(List.of(new Bucket(100, served(5, 0), ArmBucket.NONE)), fold(101));
    assertEquals(List.of(), fold(101));
    add(process, 3, 100, 1);
    assertEquals(
        List.of(
            new Bucket(100, served(6, 5), ArmBucket.NONE),
            new Bucket(101, served(7, 0), ArmBucket.NONE)),
        fold(102));
  }

  private static ArmBucket served(long served, long folded) {
    return new ArmBucket(new Tally(served, 0, 0, 0), new Tally(folded, 0, 0, 0));
  }

  private void add(UUID process, long sequence, long second, long served) {
    store
        .addServed(process, sequence, List.of(new Addition(rollout, Arm.STABLE, second, served)))
        .await()
        .atMost(DEADLINE);
  }

  private List<Bucket> fold(long closedBefore) {
    return onContext(
        () -> Panache.withTransaction(() -> store.takeUnfolded(rollout, closedBefore)));
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
