package io.sluice.rollout.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rollout.count.ServedCounts.Addition;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Metric;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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
    counts.count(1, 1, Arm.STABLE, 100, new Unit(1, 1));
    counts.count(1, 1, Arm.STABLE, 100, new Unit(1, 1));
    counts.count(1, 1, Arm.STABLE, 101, new Unit(1, 1));
    counts.count(1, 1, Arm.CANDIDATE, 100, null);
    counts.count(1, 1, Arm.CANDIDATE, 100, null);
    counts.count(2, 1, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(
        Set.of(
            addition(1, Arm.STABLE, 100, 1),
            addition(1, Arm.STABLE, 101, 1),
            addition(1, Arm.CANDIDATE, 100, 2),
            addition(2, Arm.STABLE, 100, 1)),
        Set.copyOf(counts.drain(101)));
    assertEquals(List.of(), counts.drain(101));
  }

  @Test
  void subjectIsRememberedWithinItsBucketAfterADrain() {
    counts.count(1, 1, Arm.STABLE, 100, new Unit(1, 1));
    counts.drain(100);
    counts.count(1, 1, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(List.of(), counts.drain(100));
  }

  @Test
  void badSubjectIsNotCountedAnyMoreForThatMetric() {
    badUnits.add(1, Metric.ERROR, new Unit(1, 1));
    counts.count(1, 1, Arm.STABLE, 100, new Unit(1, 1));
    counts.count(2, 1, Arm.STABLE, 100, new Unit(1, 1));
    assertEquals(
        Set.of(
            new Addition(1, 1, Arm.STABLE, 100, List.of(0L, 1L, 1L, 1L)),
            addition(2, Arm.STABLE, 100, 1)),
        Set.copyOf(counts.drain(100)));
    badUnits.retain(List.of(2L));
    counts.count(1, 1, Arm.STABLE, 101, new Unit(1, 1));
    assertEquals(List.of(addition(1, Arm.STABLE, 101, 1)), counts.drain(101));
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
                    counts.drain(100).forEach(a -> drained.addAndGet(a.served().getFirst()));
                  }
                });
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        pool.submit(
            () -> {
              for (int i = 0; i < each; i++) {
                counts.count(1, 1, i % 10 == 0 ? Arm.CANDIDATE : Arm.STABLE, 100, null);
              }
            });
      }
      pool.shutdown();
      pool.awaitTermination(1, TimeUnit.MINUTES);
    }
    done.set(true);
    drainer.join();
    counts.drain(100).forEach(a -> drained.addAndGet(a.served().getFirst()));
    assertEquals((long) threads * each, drained.get());
  }

  private static Addition addition(long rollout, Arm arm, long second, long served) {
    return new Addition(
        rollout, 1, arm, second, Collections.nCopies(Metric.COUNTED.size(), served));
  }
}
