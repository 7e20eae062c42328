package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.postgres.ServiceDatabases;
import io.sluice.testkit.GitClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry-service of 256 MB, as a process of its own, and people who mean it no good. */
class RegistryUnderAttackTest {
  private static final int ROUNDS = Integer.getInteger("sluice.attack.rounds", 1);
  private static final Duration PUSH_TIMEOUT = Duration.ofSeconds(3);

  @TempDir static Path folder;
  private static TestMachine machine;
  private static Process registry;
  private static Path log;

  @BeforeAll
  static void start() throws IOException {
    machine = TestMachine.in(folder);
    PlatformKeys keys = PlatformKeys.all(machine.home);
    machine.platform.postgres().start(keys);
    new ServiceDatabases(machine.ports.postgres(), keys).ensure(List.of("registry"));
    ServiceProcess service = machine.platform.service(Service.REGISTRY);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    service.settings(keys).forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-Dsluice.git.push-timeout=" + PUSH_TIMEOUT.toSeconds() + "s");
    command.add("-jar");
    command.add(Service.REGISTRY.jar(machine.machine.project()).toString());
    log = folder.resolve("registry.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("QUARKUS_DATASOURCE_PASSWORD", keys.databasePassword("registry"));
    registry = builder.redirectOutput(log.toFile()).start();
    until(
        "a registry that answers",
        () ->
            machine
                        .get(Service.REGISTRY, "/v1/branches", machine.token("review", "service"))
                        .status()
                    == 200
                ? true
                : null);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    registry.destroy();
    assertTrue(registry.waitFor(15, TimeUnit.SECONDS));
    machine.platform.postgres().stop();
  }

  @Test
  void bombsOfEveryKindAtOnceLeaveItAliveAndCorrect() throws Exception {
    String main = main();
    Map<String, byte[]> bombs = PackBombs.all(main);
    try (ExecutorService attackers = Executors.newFixedThreadPool(6)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
          String who = machine.token("mallory-" + answers.size() % 3, "engineer");
          answers.add(attackers.submit(() -> bomb.getKey() + ": " + push(bomb.getValue(), who)));
        }
      }
      for (Future<String> answer : answers) {
        String said = answer.get(120, TimeUnit.SECONDS);
        assertTrue(said.matches("(?s).*: (200.*|408.*|413.*|429.*)"), said);
      }
    }
    aGoodPushIsTaken("after-bombs");
    assertEquals(main, main());
  }

  @Test
  void whoeverSendsSlowlyKeepsNobodyElseOut() throws Exception {
    List<Socket> slow = new ArrayList<>();
    String mallory = machine.token("mallory", "engineer");
    until(
        "a fifth is refused",
        () -> {
          // Anew each time: on a busy machine the last four may have been cut off already.
          slow.addAll(fourBegun(mallory));
          return push(new byte[4], mallory).startsWith("429") ? true : null;
        });

    aGoodPushIsTaken("beside-slow-ones");

    for (Socket socket : slow) {
      socket.close();
    }
    until(
        "places are free again",
        () -> push("0000".getBytes(), mallory).startsWith("200") ? true : null);
  }

  @Test
  void whatDripsInIsCutOff() throws Exception {
    try (Socket socket = begin(machine.token("eve", "engineer"))) {
      long start = System.nanoTime();
      OutputStream out = socket.getOutputStream();
      while (socket.getInputStream().available() == 0
          && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
        out.write("1\r\n0\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        TimeUnit.MILLISECONDS.sleep(100);
      }
      byte[] answer = new byte[12];
      assertEquals(answer.length, socket.getInputStream().readNBytes(answer, 0, answer.length));
      assertEquals("HTTP/1.1 408", new String(answer, StandardCharsets.US_ASCII));
    }
  }

  private static void aGoodPushIsTaken(String id) throws IOException {
    GitClient ana = machine.cloneAs("ana");
    ana.branchFromMain(id).write("prompts/" + id + "/prompt.yaml", People.entry(id, "Good"));
    GitClient.Result pushed = ana.pushChange(id, "Good");
    assertEquals(0, pushed.exitCode(), pushed.output());
    assertTrue(ana.must("ls-remote", "origin").contains("refs/heads/changes/" + id));
    assertTrue(registry.isAlive(), "the same process still runs");
    assertFalse(Files.readString(log).contains("OutOfMemoryError"), "it never ran out of memory");
  }

  private static String main() {
    return machine.cloneAs("ana").must("rev-parse", "origin/main").strip();
  }

  private static String push(byte[] body, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(address())
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-git-receive-pack-request")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "broken: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<Socket> fourBegun(String token) {
    List<Socket> begun = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      try {
        begun.add(begin(token));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return begun;
  }

  /** A push of which only the head is sent. */
  private static Socket begin(String token) throws IOException {
    Socket socket = new Socket("localhost", Service.REGISTRY.port(machine.ports));
    String head =
        "POST "
            + address().getPath()
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/x-git-receive-pack-request\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n4\r\n0000\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static URI address() {
    return URI.create(Service.REGISTRY.url(machine.ports) + "/git/prompts.git/git-receive-pack");
  }
}
