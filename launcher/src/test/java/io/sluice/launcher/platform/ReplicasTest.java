package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.platform.TestMachine.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three replicas as real processes, in every way in which they can be left alone. {@code
 * -Dsluice.replicas.rollbacks} and {@code -Dsluice.replicas.fetches} say how much.
 */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasTest {
  private static final int ROLLBACKS = Integer.getInteger("sluice.replicas.rollbacks", 100);
  private static final int FETCHES = Integer.getInteger("sluice.replicas.fetches", 100_000);
  private static final int CLIENTS = 8;
  private static final int SUBJECTS = 2_000;
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir static Path folder;
  private static TestMachine machine;
  private static Replicas replicas;
  private static People people;
  private static String app;

  @BeforeAll
  static void up() {
    machine = TestMachine.in(folder);
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
    replicas = new Replicas(machine, folder, 3);
    people = new People(machine);
    app = people.shop();
  }

  @AfterAll
  static void down() {
    replicas.close();
    machine.sluice("down");
  }

  private static String path(String id, String subject) {
    return "/v1/prompts/" + id + "/active?environment=production&subject=" + subject;
  }

  /** Version that one replica serves to a subject; 0 when it does not answer. */
  private static int version(int replica, String id, String subject) {
    try {
      HttpResponse<String> answer = replicas.get(replica, path(id, subject), app);
      return answer.statusCode() == 200 ? JSON.readTree(answer.body()).path("version").asInt() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** A subject that all replicas serve a version to. */
  private static String subjectOf(String id, int version) {
    return until(
        "version " + version + " on every replica",
        () -> {
          for (int i = 0; i < 60; i++) {
            String subject = "subject-" + ThreadLocalRandom.current().nextInt(1_000_000);
            boolean everywhere = true;
            for (int replica = 0; replica < replicas.count(); replica++) {
              everywhere &= version(replica, id, subject) == version;
            }
            if (everywhere) {
              return subject;
            }
          }
          return null;
        });
  }

  @Test
  @Order(1)
  void aRollbackReachesTheLastReplicaWithinASecond() throws Exception {
    people.land("recalled", "Words 1");
    subjectOf("recalled", 1);
    List<Long> answered = new ArrayList<>();
    List<Long> reached = new ArrayList<>();
    for (int i = 0; i < ROLLBACKS; i++) {
      int candidate = i + 2;
      people.land("recalled", "Words " + candidate);
      String subject = subjectOf("recalled", candidate);
      long number = people.rollout("recalled", "rolling_out");
      long asked = System.nanoTime();
      HttpResponse<String> answer =
          replicas.route(
              "/v1/rollouts/" + number + "/rollback",
              people.olga(),
              "{\"reason\": \"Rollback " + i + "\"}");
      assertEquals(200, answer.statusCode(), answer.body());
      answered.add(System.nanoTime() - asked);
      for (int replica = 0; replica < replicas.count(); replica++) {
        awaitStable(replica, subject, asked);
      }
      reached.add(System.nanoTime() - asked);
      until("rolled back", () -> people.rolloutIs(number, "rolled_back"));
    }
    System.out.printf(
        "%d rollbacks, from the request to its answer: %s; to the last of %d replicas: %s%n",
        ROLLBACKS, figures(answered), replicas.count(), figures(reached));
    assertTrue(percentile(reached, 0.99) <= 1_000, "p99 is over a second");
  }

  /** Fetches without a pause until a replica serves the version before to a subject. */
  private static void awaitStable(int replica, String subject, long asked) {
    while (version(replica, "recalled", subject) != 1) {
      if (System.nanoTime() - asked > 30_000_000_000L) {
        throw new AssertionError("Replica " + replica + " still serves the candidate");
      }
    }
  }

  private static String figures(List<Long> nanos) {
    return "p50 %d ms, p99 %d ms, worst %d ms"
        .formatted(percentile(nanos, 0.5), percentile(nanos, 0.99), percentile(nanos, 1));
  }

  /** In milliseconds. */
  private static long percentile(List<Long> nanos, double share) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1_000_000;
  }

  @Test
  @Order(2)
  void whateverDiesUnderLoadNoFetchFailsAndTheRollbackStillHappens() throws Exception {
    people.land("besieged", "Good words");
    subjectOf("besieged", 1);
    people.land("besieged", "Bad words");
    subjectOf("besieged", 2);
    long number = people.rollout("besieged", "rolling_out");
    Load load = new Load("besieged");
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(load));
      }
      try {
        for (int replica = 0; replica < replicas.count(); replica++) {
          replicas.kill(replica);
          replicas.start(replica);
        }
        killPostgres();
        load.more(2_000);
        machine.platform.postgres().start(PlatformKeys.all(machine.home));
        machine.kill(Service.REGISTRY);
        load.more(2_000);
        machine.platform.service(Service.REGISTRY).start(PlatformKeys.all(machine.home));
        killPostgres();
        machine.kill(Service.REGISTRY);
        for (int replica = 0; replica < replicas.count(); replica++) {
          replicas.kill(replica);
          replicas.start(replica);
        }
        machine.platform.postgres().start(PlatformKeys.all(machine.home));
        machine.platform.service(Service.REGISTRY).start(PlatformKeys.all(machine.home));
        until("enough fetches", () -> load.fetched.get() >= FETCHES ? true : null);
      } finally {
        load.stop();
      }
      for (Future<?> client : running) {
        client.get();
      }
    }
    System.out.printf(
        "%,d fetches while replicas, PostgreSQL and registry were killed: %d failed, %d to another"
            + " arm%n",
        load.fetched.get(), load.failed.size(), load.wrongArm.size());
    assertEquals(List.of(), List.copyOf(load.failed));
    assertEquals(List.of(), List.copyOf(load.wrongArm));

    until("rolled back", () -> reportUntilRolledBack(number));
    people.ana.must("fetch", "-q", "origin");
    String log = people.ana.must("log", "--format=%s", "origin/main");
    assertTrue(log.contains("Roll back besieged in production: v2 -> v1"), log);
  }

  private static void killPostgres() {
    ProcessHandle postgres = machine.platform.postgres().find().orElseThrow();
    postgres.destroyForcibly();
    postgres.onExit().join();
  }

  /** Calls whose candidate always fails; true once that took it back. */
  private static Boolean reportUntilRolledBack(long number) {
    StringBuilder outcomes = new StringBuilder();
    try {
      for (int i = 0; i < 300; i++) {
        String subject = "caller-" + ThreadLocalRandom.current().nextInt(1_000_000);
        HttpResponse<String> answer = replicas.route(path("besieged", subject), app, null);
        boolean bad = JSON.readTree(answer.body()).path("version").asInt() == 2;
        outcomes
            .append(outcomes.isEmpty() ? "" : ",")
            .append("{\"decision\":\"")
            .append(answer.headers().firstValue("Sluice-Decision").orElseThrow())
            .append("\",\"status\":\"")
            .append(bad ? "error" : "ok")
            .append("\"}");
      }
      replicas.route("/v1/outcomes", app, "{\"outcomes\":[" + outcomes + "]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return machine
            .get(Service.ROLLOUT, "/v1/rollouts/" + number, people.olga())
            .body()
            .path("state")
            .asString("")
            .equals("rolled_back")
        ? true
        : null;
  }

  /** Fetches for the same subjects over and over; each has to get the same version every time. */
  private static final class Load implements Runnable {
    private final String id;
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private final AtomicLong fetched = new AtomicLong();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrongArm = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    Load(String id) {
      this.id = id;
    }

    void stop() {
      stopped = true;
    }

    /** Waits for so many more. */
    void more(int count) {
      long goal = fetched.get() + count;
      until(count + " more fetches", () -> fetched.get() >= goal ? true : null);
    }

    @Override
    public void run() {
      while (!stopped) {
        String subject = "subject-" + ThreadLocalRandom.current().nextInt(SUBJECTS);
        try {
          HttpResponse<String> answer = replicas.route(path(id, subject), app, null);
          if (answer.statusCode() != 200) {
            failed.add(answer.statusCode() + " " + answer.body());
          } else {
            int version = JSON.readTree(answer.body()).path("version").asInt();
            Integer before = versions.putIfAbsent(subject, version);
            if (before != null && before != version) {
              wrongArm.add(subject + ": " + before + ", then " + version);
            }
          }
        } catch (IOException e) {
          failed.add(e.toString());
        }
        fetched.incrementAndGet();
      }
    }
  }
}
