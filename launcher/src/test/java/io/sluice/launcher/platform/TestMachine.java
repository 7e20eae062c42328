package io.sluice.launcher.platform;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.Sluice;
import io.sluice.launcher.home.Ports;
import io.sluice.launcher.home.SluiceHome;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.postgres.PostgresServer;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import io.sluice.testkit.GitClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A platform of real processes in a temporary home, and people and apps who use it from outside.
 */
final class TestMachine {
  /** Held on to, since a lock that nothing refers to is given back. */
  private static final Queue<FileLock> MINE = new ConcurrentLinkedQueue<>();

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What in production is looked at twice a minute: no test should wait for that. */
  private static final Map<String, String> LOOKED_AT_OFTEN =
      Map.of(
          "SLUICE_USAGE_POLL", "1s",
          "SLUICE_USAGE_REFRESH", "2s",
          "SLUICE_ATTESTATION_SIGNING_KEY_POLL", "1s",
          "SLUICE_AUDIT_FORGERY_POLL", "2s");

  /** What a command line printed, both streams together. */
  record Ran(int exitCode, String output) {}

  /** An HTTP answer; the body is a missing node when it is not JSON. */
  record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

  final SluiceHome home;
  final Ports ports;
  final LocalMachine machine;
  final Platform platform;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestMachine(Path root, Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(LOOKED_AT_OFTEN);
    environment.putAll(variables);
    Path project = Path.of(System.getProperty("sluice.project")).toAbsolutePath().normalize();
    this.home = new SluiceHome(root.resolve("home"));
    this.ports = freePorts();
    environment.put(Ports.VARIABLE, Integer.toString(ports.base()));
    this.machine = new LocalMachine(project, home, Map.copyOf(environment), Clock.systemUTC());
    this.platform = Platform.of(machine);
  }

  static TestMachine in(Path root) {
    return new TestMachine(root, Map.of());
  }

  /** A machine whose user has set environment variables. */
  static TestMachine in(Path root, Map<String, String> variables) {
    return new TestMachine(root, variables);
  }

  /** Runs a command of {@code ./sluice}. */
  Ran sluice(String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine commandLine = Sluice.commandLine(machine);
    PrintWriter out = new PrintWriter(output, true);
    commandLine.setOut(out).setErr(out);
    commandLine.getSubcommands().values().forEach(sub -> sub.setOut(out).setErr(out));
    return new Ran(commandLine.execute(arguments), output.toString());
  }

  /** A token as {@code ./sluice token} prints it. */
  String token(String subject, String... roles) {
    return new TokenMint(PlatformKeys.forTokens(home).tokenKey(), machine.clock())
        .mint(
            new TokenRequest(
                subject, List.of(roles), List.of("customer-success"), Duration.ofHours(1)));
  }

  /** Kills a service as a crash would. */
  void kill(Service service) {
    ProcessHandle process = platform.service(service).find().orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  Answer get(Service service, String path, String token) {
    return send(service, path, token, "GET", null);
  }

  Answer post(Service service, String path, String token, String body) {
    return send(service, path, token, "POST", body);
  }

  private Answer send(Service service, String path, String token, String method, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.url(ports) + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          answer.statusCode(), json ? JSON.readTree(answer.body()) : JSON.missingNode(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks again until there is an answer, for at most a minute. */
  static <T> T until(String what, Supplier<T> attempt) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Throwable last = null;
    while (System.nanoTime() < deadline) {
      try {
        T found = attempt.get();
        if (found != null) {
          return found;
        }
      } catch (UncheckedIOException | AssertionError e) {
        last = e;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("Never came: " + what, last);
  }

  /** One statement in a service's database, as somebody with a superuser's password would. */
  List<String> sql(String database, String statement) {
    String url = "jdbc:postgresql://localhost:" + ports.postgres() + "/" + database;
    String password = PlatformKeys.all(home).databasePassword(PostgresServer.SUPERUSER);
    try (Connection connection =
            DriverManager.getConnection(url, PostgresServer.SUPERUSER, password);
        var run = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (run.execute(statement)) {
        var results = run.getResultSet();
        while (results.next()) {
          rows.add(results.getString(1));
        }
      } else {
        rows.add(Integer.toString(run.getUpdateCount()));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A clone of the prompts with the real git. */
  GitClient cloneAs(String subject) {
    return GitClient.clone(
        Service.REGISTRY.url(ports) + "/git/prompts.git", token(subject, "engineer"));
  }

  /** Ports are free until they are used: a lock keeps them for the JVM that chose them. */
  private static Ports freePorts() {
    for (int base = 21081; base < 22000; base += 10) {
      Ports ports = new Ports(base);
      if (isMine(base)
          && isFree(ports.postgres())
          && Service.all().stream()
              .allMatch(s -> isFree(s.port(ports)) && isFree(s.managementPort(ports)))) {
        return ports;
      }
    }
    throw new IllegalStateException("No free ports");
  }

  /** The lock lasts as long as this JVM. */
  private static boolean isMine(int base) {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "sluice-test-ports-" + base);
    try {
      FileLock lock =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).tryLock();
      return lock != null && MINE.add(lock);
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
