package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.kill.KillBuild;
import io.sluice.launcher.kill.KillSwitch;
import io.sluice.launcher.kill.Place;
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

/**
 * PostgreSQL, the registry-service and the review-service, of which one kills itself where it is
 * told to. The others run all the time; apps and their rollout-service have no part in this.
 */
final class KillMachine implements AutoCloseable {
  private static final Duration DEATH_PATIENCE = Duration.ofSeconds(40);
  private static final Duration TRAINING_PATIENCE = Duration.ofMinutes(3);
  private static final int LOG_LINES = 25;

  final TestMachine machine;
  private final PlatformKeys keys;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Service service;
  private final DetachedProcess victim;
  private final Path armed;
  private final List<Path> classPath;
  private final Path cache;

  /**
   * @param service the one that is killed
   * @param places where
   */
  KillMachine(Path root, Service service, List<Place> places) throws IOException {
    this.service = service;
    machine = TestMachine.in(root);
    keys = PlatformKeys.all(machine.home);
    victim =
        new DetachedProcess(
            service.fullName(),
            machine.home.run(),
            machine.home.logs().resolve(service.fullName() + ".log"));
    armed = root.resolve("armed");
    classPath = classPath(service, places);
    cache = classPath.getLast().resolveSibling(service.shortName() + ".aot");
    TokenMint mint = new TokenMint(keys.tokenKey(), machine.machine.clock());
    for (Service each : Service.all()) {
      keys.storeServiceToken(
          each.fullName(),
          mint.mint(
              new TokenRequest(
                  each.fullName(), List.of("service"), List.of(), Duration.ofDays(1))));
    }
    machine.home.make(machine.home.run());
    machine.home.make(machine.home.data(service.shortName()));
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
    machine.platform.service(other()).start(keys);
    startAgain();
    until(other().fullName(), () -> isReady(other()));
  }

  private Service other() {
    return service == Service.REGISTRY ? Service.REVIEW : Service.REGISTRY;
  }

  /** A service with all places in it; kept from run to run as the build is. */
  static List<Path> classPath(Service service, List<Place> places) throws IOException {
    Path project = Path.of(System.getProperty("sluice.project"));
    return KillBuild.classPath(
        service.jar(project).getParent(), project.resolve("launcher/target/kill"), places);
  }

  /**
   * Has the service start from a cache of its loaded and linked classes from now on. It costs what
   * a dozen of starts save.
   *
   * @param work what the service does, to load what it needs for that
   */
  void trainStarts(Runnable work) throws IOException {
    if (!Files.exists(cache)) {
      Path unfinished = cache.resolveSibling("unfinished.aot");
      victim.stop(Duration.ofSeconds(10));
      startAgain("-XX:AOTCacheOutput=" + unfinished);
      work.run();
      victim.stop(TRAINING_PATIENCE); // at its end, it writes the cache
      Files.move(unfinished, cache);
      startAgain();
    }
  }

  /** Starts the service and returns when it is ready. */
  void startAgain() {
    if (Files.exists(cache)) {
      startAgain("-XX:AOTCache=" + cache);
    } else { // what is not verified starts in four fifths of the time
      startAgain("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote");
    }
  }

  private void startAgain(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                victim.marker(),
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
        .service(service)
        .settings(keys)
        .forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-cp");
    command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
    command.add("io.quarkus.runner.GeneratedMain");
    victim.start(
        command, Map.of("QUARKUS_DATASOURCE_PASSWORD", keys.databasePassword(service.shortName())));
    until(service.fullName(), () -> isReady(service));
  }

  private Boolean isReady(Service of) {
    ServiceProcess process = machine.platform.service(of);
    if (process.find().isEmpty()) {
      throw new IllegalStateException("The " + of.fullName() + " ended:\n" + log());
    }
    return process.probe(http).isReady() ? true : null;
  }

  /** From now on, the service dies when it comes to the place for the nth time. */
  void arm(Place place, int nth) {
    try {
      Files.deleteIfExists(reached());
      Path unfinished = armed.resolveSibling("arming");
      Files.writeString(unfinished, place.text() + " " + nth);
      Files.move(unfinished, armed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the service has died of its place; an error when it did not get there. */
  void awaitDeath() {
    long deadline = System.nanoTime() + DEATH_PATIENCE.toNanos();
    while (victim.find().isPresent() && System.nanoTime() < deadline) {
      pause();
    }
    boolean reached = Files.exists(reached());
    disarm();
    if (!reached) {
      throw new AssertionError("It did not come to the point");
    }
    if (victim.find().isPresent()) {
      throw new AssertionError("It lives although it was killed");
    }
  }

  private void disarm() {
    try {
      Files.deleteIfExists(armed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** After a failed run: whatever is the matter with the service, it starts anew. */
  void reset() {
    disarm();
    victim.stop(Duration.ofSeconds(10));
    startAgain();
  }

  Path repository() {
    return machine.home.data(Service.REGISTRY.shortName()).resolve("prompts.git");
  }

  String log() {
    Path previous = victim.log().resolveSibling(victim.log().getFileName() + ".previous");
    return LogTail.of(previous, LOG_LINES)
        + "\n-- started again --\n"
        + LogTail.of(victim.log(), LOG_LINES);
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
    victim.stop(Duration.ofSeconds(10));
    machine.platform.service(other()).stop();
    machine.platform.postgres().stop();
  }
}
