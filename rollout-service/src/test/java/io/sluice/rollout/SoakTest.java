package io.sluice.rollout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sluice.rollout.serving.Assignment;
import io.sluice.rollout.serving.ServingService;
import io.sluice.testkit.TestPlatform;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten hours of traffic in simulated time, a new version of every prompt but one in each hour:
 * decisions by the service that serves them, outcomes over HTTP, all loops running. {@code
 * -Dsluice.soak.decisions} says how many, {@code -Dsluice.soak.hours} how long.
 */
@Tag("long")
@QuarkusTest
@TestProfile(SoakTest.SimulatedHours.class)
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class SoakTest {
  private static final long DECISIONS = Long.getLong("sluice.soak.decisions", 20_000_000);
  private static final int HOURS = Integer.getInteger("sluice.soak.hours", 10);
  private static final int SECONDS_OF_AN_HOUR = 3_600;
  private static final int PROMPTS = 5;

  /** Always the same version: nothing is compared. */
  private static final String STEADY = "soak-steady";

  private static final int BATCH = 100;
  private static final int UNDER_WAY = 12;
  private static final double FAILED = 0.02;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Hours until something is old enough to be forgotten: outcomes after one, one more of slack. */
  private static final int FIRST_FULL_HOUR = 4;

  /**
   * Rollouts begin and end by the hour, as the deletion's border does: so an hour's end finds two
   * generations of them or three. Three hours in a row have seen both.
   */
  private static final int LAST_COMPARED_HOUR = FIRST_FULL_HOUR + 2;

  private static final List<String> TABLES =
      List.of("outcome", "bucket_counter", "bad_unit", "live_calls");

  /** Kept for two weeks of every version: no more than so many rows for each. */
  private static final int CLASSES_OF_A_VERSION = 120;

  public static class SimulatedHours implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(SimulatedTime.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sluice.outcome.max-age", "1H");
    }
  }

  /** What there was at the end of an hour. */
  private record Hour(long heapBytes, long databaseBytes, Map<String, Long> rows) {}

  @Inject ServingService serving;

  @TestHTTPResource("/v1/outcomes")
  URI outcomes;

  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("soak-app");
  private final HttpClient http = HttpClient.newHttpClient();
  private final RandomGenerator random = new SplittableRandom(2026);
  private final Semaphore underWay = new Semaphore(UNDER_WAY);
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong accepted = new AtomicLong();
  private final StringBuilder batch = new StringBuilder();
  private int inBatch;
  private long subjects;

  @Test
  void memoryStaysFlatAndTablesStayBounded() throws Exception {
    long perSecond = Math.ceilDiv(DECISIONS, (long) HOURS * SECONDS_OF_AN_HOUR);
    assertTrue(HOURS > LAST_COMPARED_HOUR, "too short to show anything");
    List<Hour> hours = new ArrayList<>();
    promote(1);
    registry.promote(Prompts.version(STEADY, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(STEADY, "s") == 1);
    for (int hour = 1; hour <= HOURS; hour++) {
      promote(hour + 1);
      for (int second = 0; second < SECONDS_OF_AN_HOUR; second++) {
        for (long i = 0; i < perSecond; i++) {
          call(i % (PROMPTS + 1) == PROMPTS ? STEADY : "soak-" + i % (PROMPTS + 1));
        }
        SimulatedTime.goOn(Duration.ofSeconds(1));
      }
      send();
      underWay.acquire(UNDER_WAY);
      underWay.release(UNDER_WAY);
      assertEquals(List.of(), List.copyOf(failures));
      hours.add(look(hour));
    }
    assertEquals(perSecond * HOURS * SECONDS_OF_AN_HOUR, accepted.get());
    List<Hour> first = hours.subList(FIRST_FULL_HOUR - 1, LAST_COMPARED_HOUR);
    List<Hour> later = hours.subList(LAST_COMPARED_HOUR, HOURS);
    assertTrue(most(later, Hour::heapBytes) < 1.2 * most(first, Hour::heapBytes), "heap: " + hours);
    long classes = Database.number("SELECT count(*) FROM call_histogram");
    assertTrue(classes <= (long) CLASSES_OF_A_VERSION * (PROMPTS * (HOURS + 1) + 1), "" + classes);
    for (String table : TABLES) {
      // Of a table that nothing is deleted from, hour 10 has 1.67 times the rows of hour 6.
      double bound = 1.5 * most(first, hour -> hour.rows().get(table)) + 1_000;
      assertTrue(most(later, hour -> hour.rows().get(table)) <= bound, table + ": " + hours);
    }
  }

  private static long most(List<Hour> hours, ToLongFunction<Hour> of) {
    return hours.stream().mapToLong(of).max().orElseThrow();
  }

  private void promote(int version) {
    for (int i = 0; i < PROMPTS; i++) {
      String prompt = "soak-" + i;
      registry.promote(Prompts.version(prompt, version), Prompts.plan("1h"));
      if (version == 1) {
        await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "s") == 1);
      } else {
        app.awaitRollout(prompt, version, "rolling_out");
      }
    }
  }

  private void call(String prompt) throws InterruptedException {
    // Half of the calls are of conversations that go on, half of new ones.
    long subject = random.nextBoolean() ? subjects++ : random.nextLong(1_000);
    Assignment assigned =
        (Assignment) serving.evaluate("production", prompt, "conversation-" + subject);
    batch
        .append(inBatch == 0 ? "{\"outcomes\":[" : ",")
        .append("{\"decision\":\"")
        .append(serving.decide("soak-app", assigned))
        .append("\",\"status\":\"")
        .append(random.nextDouble() < FAILED ? "error" : "ok")
        .append("\",\"latencyMs\":")
        .append(200 + random.nextInt(1_000))
        .append(",\"costUsd\":0.00012}");
    if (++inBatch == BATCH) {
      send();
    }
  }

  private void send() throws InterruptedException {
    if (inBatch == 0) {
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(outcomes)
            .timeout(DEADLINE)
            .header("Authorization", "Bearer " + app.token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(batch.append("]}").toString()))
            .build();
    int expected = inBatch;
    batch.setLength(0);
    inBatch = 0;
    underWay.acquire();
    var unused =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .whenComplete(
                (answer, e) -> {
                  underWay.release();
                  if (e != null) {
                    failures.add(e.toString());
                  } else if (answer.statusCode() != 200
                      || !answer.body().contains("\"accepted\":" + expected + ",")) {
                    failures.add(answer.statusCode() + " " + answer.body());
                  } else {
                    accepted.addAndGet(expected);
                  }
                });
  }

  private static Hour look(int hour) throws SQLException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : TABLES) {
      rows.put(table, Database.number("SELECT count(*) FROM " + table));
    }
    long database = Database.number("SELECT pg_database_size(current_database())");
    Hour seen = new Hour(heap, database, Map.copyOf(rows));
    System.out.printf(
        "hour %2d: heap %d MB, database %d MB, rows %s%n", hour, heap >> 20, database >> 20, rows);
    return seen;
  }
}
