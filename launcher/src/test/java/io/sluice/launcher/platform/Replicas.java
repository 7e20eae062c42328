package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;

import io.sluice.launcher.keys.PlatformKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Several rollout-services on one database, as real processes with a disk each, and a router in
 * front of them as a cluster has one: to those that say they are ready, and to another one when a
 * connection breaks.
 */
final class Replicas implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long LOOK_MS = 100;

  private final TestMachine machine;
  private final Path folder;
  private final List<Replica> replicas = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private volatile boolean closed;

  private static final class Replica {
    private final int port;
    private final int managementPort;
    private @Nullable Process process;
    private volatile boolean ready;

    Replica(int port, int managementPort) {
      this.port = port;
      this.managementPort = managementPort;
    }
  }

  /** The first one takes the place of the platform's own. */
  Replicas(TestMachine machine, Path folder, int count) {
    this.machine = machine;
    this.folder = folder;
    machine.kill(Service.ROLLOUT);
    for (int i = 0; i < count; i++) {
      replicas.add(
          i == 0
              ? new Replica(
                  Service.ROLLOUT.port(machine.ports),
                  Service.ROLLOUT.managementPort(machine.ports))
              : new Replica(freePort(), freePort()));
      start(i);
    }
    Thread.ofPlatform().daemon().start(this::look);
  }

  int count() {
    return replicas.size();
  }

  /** Starts one and waits until it is ready. */
  void start(int index) {
    Replica replica = replicas.get(index);
    PlatformKeys keys = PlatformKeys.all(machine.home);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmTuning.QUICK_START.options());
    machine
        .platform
        .service(Service.ROLLOUT)
        .settings(keys)
        .forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-Dquarkus.http.port=" + replica.port);
    command.add("-Dquarkus.management.port=" + replica.managementPort);
    command.add("-Dsluice.home=" + folder.resolve("replica-" + index));
    command.add("-jar");
    command.add(Service.ROLLOUT.jar(machine.machine.project()).toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("QUARKUS_DATASOURCE_PASSWORD", keys.databasePassword("rollout"));
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve("replica-" + index + ".log").toFile()));
    try {
      replica.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    until("replica " + index, () -> isReady(replica) ? true : null);
    replica.ready = true;
  }

  /** Kills one as a crash would. */
  void kill(int index) throws InterruptedException {
    Process process = replicas.get(index).process;
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** What one of them answers. */
  HttpResponse<String> get(int index, String path, String token) throws IOException {
    return send(replicas.get(index), path, token, null);
  }

  /** What one that is ready answers; the next one is tried when a connection breaks. */
  HttpResponse<String> route(String path, String token, @Nullable String body) throws IOException {
    IOException last = new IOException("no replica is ready");
    for (int attempt = 0; attempt < 4 * replicas.size(); attempt++) {
      Replica replica = replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size()));
      if (!replica.ready) {
        continue;
      }
      try {
        return send(replica, path, token, body);
      } catch (IOException e) {
        replica.ready = false;
        last = e;
      }
    }
    throw last;
  }

  private HttpResponse<String> send(
      Replica replica, String path, String token, @Nullable String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + replica.port + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token);
    if (body != null) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void look() {
    while (!closed) {
      replicas.forEach(replica -> replica.ready = isReady(replica));
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean isReady(Replica replica) {
    URI probe = URI.create("http://localhost:" + replica.managementPort + "/q/health/ready");
    try {
      return http.send(
                  HttpRequest.newBuilder(probe).timeout(Duration.ofSeconds(2)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < replicas.size(); i++) {
      try {
        kill(i);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    http.shutdownNow();
  }
}
