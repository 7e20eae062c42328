package io.sluice.rollout.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rollout.count.ServedCounts.Addition;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServedCountsTest {
  private final BadUnits badUnits = new BadUnits();
  private final ServedCounts counts = new ServedCounts(badUnits);

  @Test
  void subjectCountsOnceInABucketAndACallWithoutOneEachTime() {
    counts.count(1, Arm.STABLE, 100, new Unit(1, 1));
    counts.count(1, Arm.STABLE, 100, new Unit(1, 1));
    counts.count(1, Arm.STABLE, 101, new Unit(1, 1));
    counts.count(1, Arm.CANDIDATE, 100, null);
    counts.count(1, Arm.CANDIDATE, 100, null);
    counts.count(2, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(
        java.util.Set.of(
            new Addition(1, Arm.STABLE, 100, 1),
            new Addition(1, Arm.STABLE, 101, 1),
            new Addition(1, Arm.CANDIDATE, 100, 2),
            new Addition(2, Arm.STABLE, 100, 1)),
        java.util.Set.copyOf(counts.drain(101)));
    assertEquals(List.of(), counts.drain(101));
  }

  @Test
  void subjectIsRememberedWithinItsBucketAfterADrain() {
    counts.count(1, Arm.STABLE, 100, new Unit(1, 1));
    counts.drain(100);
    counts.count(1, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(List.of(), counts.drain(100));
  }

  @Test
  void badSubjectIsNotCountedAnyMore() {
    badUnits.add(1, new Unit(1, 1));
    counts.count(1, Arm.STABLE, 100, new Unit(1, 1));
    counts.count(2, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(List.of(new Addition(2, Arm.STABLE, 100, 1)), counts.drain(100));
    badUnits.retain(List.of(2L));
    counts.count(1, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(List.of(new Addition(1, Arm.STABLE, 100, 1)), counts.drain(100));
  }

  @Test
  void nothingIsLostOrDoubledBetweenCountingAndDraining() throws InterruptedException {
    int threads = 4;
    int each = 200_000;
    AtomicLong drained = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    Thread drainer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    counts.drain(100).forEach(a -> drained.addAndGet(a.served()));
                  }
                });
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        pool.submit(
            () -> {
              for (int i = 0; i < each; i++) {
                counts.count(1, i % 10 == 0 ? Arm.CANDIDATE : Arm.STABLE, 100, null);
              }
            });
      }
      pool.shutdown();
      pool.awaitTermination(1, TimeUnit.MINUTES);
    }
    done.set(true);
    drainer.join();
    counts.drain(100).forEach(a -> drained.addAndGet(a.served()));
    assertEquals((long) threads * each, drained.get());
  }
}
