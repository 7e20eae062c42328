package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.kill.KillBuild;
import io.sluice.launcher.kill.KillSwitch;
import io.sluice.launcher.postgres.ServiceDatabases;
import io.sluice.launcher.process.DetachedProcess;
import io.sluice.launcher.process.LogTail;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL, the review-service, and a registry-service that kills itself where it is told to. The
 * first two run all the time; apps and their rollout-service have no part in this.
 */
final class KillMachine implements AutoCloseable {
  private static final Duration DEATH_PATIENCE = Duration.ofSeconds(40);
  private static final Duration TRAINING_PATIENCE = Duration.ofMinutes(3);
  private static final int LOG_LINES = 25;

  final TestMachine machine;
  private final PlatformKeys keys;
  private final HttpClient http = HttpClient.newHttpClient();
  private final DetachedProcess registry;
  private final Path armed;
  private final List<Path> classPath;
  private final Path cache;

  KillMachine(Path root) throws IOException {
    machine = TestMachine.in(root);
    keys = PlatformKeys.all(machine.home);
    registry =
        new DetachedProcess(
            Service.REGISTRY.fullName(),
            machine.home.run(),
            machine.home.logs().resolve("registry-service.log"));
    armed = root.resolve("armed");
    classPath = classPath();
    cache = classPath.getLast().resolveSibling("registry.aot");
    TokenMint mint = new TokenMint(keys.tokenKey(), machine.machine.clock());
    for (Service service : Service.all()) {
      keys.storeServiceToken(
          service.fullName(),
          mint.mint(
              new TokenRequest(
                  service.fullName(), List.of("service"), List.of(), Duration.ofDays(1))));
    }
    machine.home.make(machine.home.run());
    machine.home.make(machine.home.data(Service.REGISTRY.shortName()));
    try {
      start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start() {
    machine.platform.postgres().start(keys);
    new ServiceDatabases(machine.ports.postgres(), keys)
        .ensure(Service.all().stream().map(Service::shortName).toList());
    machine.platform.service(Service.REVIEW).start(keys);
    startRegistry();
    until("review-service", () -> isReady(Service.REVIEW));
  }

  /** The registry with all points in it; kept from run to run as the build is. */
  static List<Path> classPath() throws IOException {
    Path project = Path.of(System.getProperty("sluice.project"));
    return KillBuild.classPath(
        Service.REGISTRY.jar(project).getParent(),
        project.resolve("launcher/target/kill"),
        Stream.of(KillPoint.values()).map(point -> point.place).distinct().toList());
  }

  /**
   * Has the registry start from a cache of its loaded and linked classes from now on. It costs what
   * a dozen of starts save.
   *
   * @param work what the registry does, to load what it needs for that
   */
  void trainStarts(Runnable work) throws IOException {
    if (!Files.exists(cache)) {
      Path unfinished = cache.resolveSibling("unfinished.aot");
      registry.stop(Duration.ofSeconds(10));
      startRegistry("-XX:AOTCacheOutput=" + unfinished);
      work.run();
      registry.stop(TRAINING_PATIENCE); // at its end, it writes the cache
      Files.move(unfinished, cache);
      startRegistry();
    }
  }

  /** Starts the registry and returns when it is ready. */
  void startRegistry() {
    if (Files.exists(cache)) {
      startRegistry("-XX:AOTCache=" + cache);
    } else { // what is not verified starts in four fifths of the time
      startRegistry("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote");
    }
  }

  private void startRegistry(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                registry.marker(),
                "-Xms256m",
                "-Xmn160m", // it starts without a collection
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-D" + KillSwitch.FILE + "=" + armed,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
    command.addAll(List.of(options));
    machine
        .platform
        .service(Service.REGISTRY)
        .settings(keys)
        .forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-cp");
    command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
    command.add("io.quarkus.runner.GeneratedMain");
    registry.start(
        command,
        Map.of("QUARKUS_DATASOURCE_PASSWORD", keys.databasePassword(Service.REGISTRY.shortName())));
    until("registry-service", () -> isReady(Service.REGISTRY));
  }

  private Boolean isReady(Service service) {
    ServiceProcess process = machine.platform.service(service);
    if (process.find().isEmpty()) {
      throw new IllegalStateException("The " + service.fullName() + " ended:\n" + log());
    }
    return process.probe(http).isReady() ? true : null;
  }

  /** From now on, the registry dies when it comes to the point for the nth time. */
  void arm(KillPoint point, int nth) {
    try {
      Files.deleteIfExists(reached());
      Path unfinished = armed.resolveSibling("arming");
      Files.writeString(unfinished, point.place.text() + " " + nth);
      Files.move(unfinished, armed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the registry has died of its point; an error when it did not get there. */
  void awaitDeath() {
    long deadline = System.nanoTime() + DEATH_PATIENCE.toNanos();
    while (registry.find().isPresent() && System.nanoTime() < deadline) {
      pause();
    }
    boolean reached = Files.exists(reached());
    disarm();
    if (!reached) {
      throw new AssertionError("The registry did not come to the point");
    }
    if (registry.find().isPresent()) {
      throw new AssertionError("The registry lives although it was killed");
    }
  }

  private void disarm() {
    try {
      Files.deleteIfExists(armed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** After a failed run: whatever is the matter with the registry, it starts anew. */
  void reset() {
    disarm();
    registry.stop(Duration.ofSeconds(10));
    startRegistry();
  }

  Path repository() {
    return machine.home.data(Service.REGISTRY.shortName()).resolve("prompts.git");
  }

  String log() {
    Path previous = registry.log().resolveSibling(registry.log().getFileName() + ".previous");
    return LogTail.of(previous, LOG_LINES)
        + "\n-- started again --\n"
        + LogTail.of(registry.log(), LOG_LINES);
  }

  private Path reached() {
    return armed.resolveSibling(armed.getFileName() + KillSwitch.REACHED);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    registry.stop(Duration.ofSeconds(10));
    machine.platform.service(Service.REVIEW).stop();
    machine.platform.postgres().stop();
  }
}
