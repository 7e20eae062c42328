package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.launcher.platform.TestMachine.Clone;
import io.sluice.launcher.platform.TestMachine.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
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
  private static Clone ana;
  private static String app;

  @BeforeAll
  static void up() {
    machine = TestMachine.in(folder);
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
    replicas = new Replicas(machine, folder, 3);
    ana = machine.cloneAs("ana");
    app = machine.token("shop", "app");
  }

  @AfterAll
  static void down() {
    replicas.close();
    machine.sluice("down");
  }

  private static void land(String id, String text) {
    ana.fromMain(id).write("prompts/" + id + "/prompt.yaml", WholePlatformTest.entry(id, text));
    Ran pushed = ana.pushChange(id, text);
    assertEquals(0, pushed.exitCode(), pushed.output());
    String path = pushed.output().replaceFirst("(?s).*(/v1/changes/[0-9]+).*", "$1");
    String omar = machine.token("omar", "reviewer");
    Answer change = machine.get(Service.REVIEW, path, omar);
    String body = "{\"digest\": \"" + change.body().path("digest").asString("") + "\"}";
    assertEquals(201, machine.post(Service.REVIEW, path + "/approvals", omar, body).status());
    Answer merged = machine.post(Service.REVIEW, path + "/merge", omar, body);
    assertEquals(200, merged.status(), merged.raw().body());
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

  private static long rollout(String id, String state) {
    return until(
        "a rollout that is " + state,
        () -> {
          JsonNode found =
              machine
                  .get(
                      Service.ROLLOUT,
                      "/v1/rollouts?prompt=" + id + "&state=" + state,
                      machine.token("olga", "operator"))
                  .body();
          long number = found.at("/items/0/number").asLong(0);
          return number == 0 ? null : number;
        });
  }

  @Test
  @Order(1)
  void aRollbackReachesTheLastReplicaWithinASecond() throws Exception {
    land("recalled", "Words 1");
    subjectOf("recalled", 1);
    List<Long> micros = new ArrayList<>();
    try (ExecutorService watchers = Executors.newFixedThreadPool(replicas.count())) {
      for (int i = 0; i < ROLLBACKS; i++) {
        int candidate = i + 2;
        land("recalled", "Words " + candidate);
        String subject = subjectOf("recalled", candidate);
        long number = rollout("recalled", "rolling_out");
        long start = System.nanoTime();
        List<Future<Long>> switched = new ArrayList<>();
        AtomicBoolean decided = new AtomicBoolean();
        for (int replica = 0; replica < replicas.count(); replica++) {
          int watched = replica;
          Callable<Long> watch =
              () -> {
                while (!decided.get() || version(watched, "recalled", subject) != 1) {
                  if (System.nanoTime() - start > 30_000_000_000L) {
                    throw new AssertionError("Replica " + watched + " still serves " + candidate);
                  }
                  Thread.onSpinWait();
                }
                return System.nanoTime();
              };
          switched.add(watchers.submit(watch));
        }
        long asked = System.nanoTime();
        String body = "{\"reason\": \"Rollback " + i + "\"}";
        HttpResponse<String> answer =
            replicas.route(
                "/v1/rollouts/" + number + "/rollback", machine.token("olga", "operator"), body);
        assertEquals(200, answer.statusCode(), answer.body());
        decided.set(true);
        long last = 0;
        for (Future<Long> future : switched) {
          last = Math.max(last, future.get());
        }
        micros.add((last - asked) / 1_000);
        until("rolled back", () -> rollout("recalled", "rolled_back") == number ? true : null);
      }
    }
    micros.sort(null);
    long p99 = micros.get((int) Math.ceil(0.99 * micros.size()) - 1);
    System.out.printf(
        "%d rollbacks, from the request to the last of %d replicas: p50 %d ms, p99 %d ms, worst %d"
            + " ms%n",
        micros.size(),
        replicas.count(),
        micros.get(micros.size() / 2) / 1_000,
        p99 / 1_000,
        micros.getLast() / 1_000);
    assertTrue(p99 <= 1_000_000, "p99 is " + p99 + " microseconds");
  }

  @Test
  @Order(2)
  void whateverDiesUnderLoadNoFetchFailsAndTheRollbackStillHappens() throws Exception {
    land("besieged", "Good words");
    subjectOf("besieged", 1);
    land("besieged", "Bad words");
    subjectOf("besieged", 2);
    long number = rollout("besieged", "rolling_out");
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
    ana.must("fetch", "-q", "origin");
    String log = ana.must("log", "--format=%s", "origin/main");
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
            .get(Service.ROLLOUT, "/v1/rollouts/" + number, machine.token("olga", "operator"))
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
