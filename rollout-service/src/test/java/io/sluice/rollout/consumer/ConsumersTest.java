package io.sluice.rollout.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.rollout.consumer.Consumers.Batch;
import io.sluice.rollout.consumer.Consumers.Calls;
import io.sluice.rollout.consumer.Consumers.Seen;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsumersTest {
  private static final long DAY = 20_000;
  private final Consumers consumers = new Consumers();

  @Test
  void anAppIsSeenOnceADayAndItsCallsAreCounted() {
    consumers.mark("production", "a", "mailer", DAY);
    consumers.mark("production", "a", "mailer", DAY);
    consumers.mark("production", "b", "mailer", DAY);
    consumers.mark("staging", "a", "bot", DAY);
    Batch first = consumers.drain(DAY);
    assertEquals(
        Set.of(
            new Seen("production", "a", "mailer", DAY),
            new Seen("production", "b", "mailer", DAY),
            new Seen("staging", "a", "bot", DAY)),
        Set.copyOf(first.seen()));
    assertEquals(
        Set.of(
            new Calls("production", "a", DAY, 2),
            new Calls("production", "b", DAY, 1),
            new Calls("staging", "a", DAY, 1)),
        Set.copyOf(first.calls()));
    assertTrue(consumers.drain(DAY).isEmpty());

    consumers.mark("production", "a", "mailer", DAY);
    assertEquals(
        new Batch(List.of(), List.of(new Calls("production", "a", DAY, 1))), consumers.drain(DAY));
    consumers.mark("production", "a", "mailer", DAY + 1);
    assertEquals(
        List.of(new Seen("production", "a", "mailer", DAY + 1)), consumers.drain(DAY + 1).seen());
  }

  @Test
  void memoryIsBoundedAndCallsAreCountedAllTheSame() {
    for (int i = 0; i < Consumers.MAX_APPS + 10; i++) {
      consumers.mark("production", "a", "app-" + i, DAY);
    }
    consumers.mark("production", "a", "x".repeat(201), DAY);
    Batch batch = consumers.drain(DAY);
    assertEquals(Consumers.MAX_APPS, batch.seen().size());
    assertEquals(Consumers.MAX_APPS + 11, batch.calls().getFirst().calls());

    consumers.drain(DAY + 2);
    consumers.mark("production", "a", "late", DAY + 2);
    assertEquals(
        List.of(new Seen("production", "a", "late", DAY + 2)), consumers.drain(DAY + 2).seen());
  }

  @Test
  void aMarkOfAKnownAppAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    consumers.mark("production", "a", "mailer", DAY);
    long before = 0;
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        consumers.mark("production", "a", "mailer", DAY);
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(bytes < 1_000, bytes + " bytes for 10,000 marks");
  }

  @Test
  void noCallAndNoAppIsLostBetweenMarkingAndDraining() throws InterruptedException {
    int threads = 4;
    int each = 50_000;
    AtomicLong calls = new AtomicLong();
    Set<Seen> seen = new HashSet<>();
    AtomicBoolean marking = new AtomicBoolean(true);
    Thread drainer =
        new Thread(
            () -> {
              boolean last;
              do {
                last = !marking.get();
                Batch batch = consumers.drain(DAY);
                batch.calls().forEach(c -> calls.addAndGet(c.calls()));
                batch.seen().forEach(s -> assertTrue(seen.add(s), s + " came twice"));
              } while (!last);
            });
    drainer.start();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        int offset = t;
        pool.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                consumers.mark("production", "a", "app-" + (i + offset) % 97, DAY);
              }
            });
      }
      pool.shutdown();
      assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
    }
    marking.set(false);
    drainer.join();
    assertEquals((long) threads * each, calls.get());
    assertEquals(97, seen.size());
  }
}
