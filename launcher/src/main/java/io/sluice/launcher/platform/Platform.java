package io.sluice.launcher.platform;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.home.PlatformLock;
import io.sluice.launcher.home.Ports;
import io.sluice.launcher.home.SluiceHome;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.postgres.PostgresServer;
import io.sluice.launcher.postgres.ServiceDatabases;
import io.sluice.launcher.process.LogTail;
import io.sluice.launcher.process.ProcessIdentity;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL and the three services of one machine. {@link #up} is level-triggered: it looks at
 * what runs and starts what is missing, so it is also the way to recover from anything.
 */
public final class Platform {
  private static final Duration READY_PATIENCE = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(150);
  private static final Duration SERVICE_TOKEN_TTL = Duration.ofDays(89);
  private static final int FAILURE_LOG_LINES = 15;

  private final SluiceHome home;
  private final Ports ports;
  private final Clock clock;
  private final PostgresServer postgres;
  private final List<ServiceProcess> services;
  private final Path project;
  private final StartedParts started = new StartedParts();

  /**
   * A platform at a place of its own; what runs there is found, whoever started it.
   *
   * @param project the checkout whose build output is started
   * @param environment of whoever starts it
   */
  public Platform(
      SluiceHome home, Ports ports, Path project, Clock clock, Map<String, String> environment) {
    this(home, ports, project, clock, environment, Service.all(), JvmTuning.QUICK_START);
  }

  /**
   * The same with some services only, for a benchmark of these.
   *
   * @param with the first ones of {@link Service}, in its order
   */
  public Platform(
      SluiceHome home,
      Ports ports,
      Path project,
      Clock clock,
      Map<String, String> environment,
      List<Service> with,
      JvmTuning tuning) {
    this.home = home;
    this.ports = ports;
    this.project = project;
    this.clock = clock;
    this.postgres = new PostgresServer(home, ports.postgres());
    this.services =
        with.stream()
            .map(s -> new ServiceProcess(s, home, ports, project, environment, tuning))
            .toList();
  }

  public static Platform of(LocalMachine machine) {
    return new Platform(
        machine.home(), machine.ports(), machine.project(), machine.clock(), machine.environment());
  }

  public Ports ports() {
    return ports;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  public List<ServiceProcess> services() {
    return services;
  }

  public ServiceProcess service(Service service) {
    return services.get(service.ordinal());
  }

  /**
   * Starts what does not run and returns when everything is ready; the processes outlive this one.
   * When it fails, what it had started is stopped again.
   */
  public void up(Progress progress) {
    try (PlatformLock lock = PlatformLock.take(home)) {
      requireSamePorts();
      PlatformKeys keys = PlatformKeys.all(home);
      mintServiceTokens(keys);
      stopWhatWasRebuilt(progress);
      requireFreePorts();
      ports.record(home);
      startPostgres(keys, progress);
      startServices(keys, progress);
    } catch (RuntimeException e) {
      if (started.isClosed()) {
        throw new UserError("Stopped, with everything that this command had started.", e);
      }
      started.stopAll();
      throw e;
    }
  }

  /** Stops what {@link #up} of this very object has started; for Ctrl-C. */
  public void stopStarted() {
    started.stopAll();
  }

  /** Lets what was started live on when this process ends. */
  public void keepStarted() {
    started.keep();
  }

  /**
   * Stops everything that runs in this home, the services first.
   *
   * @return false when something would not stop
   */
  public boolean down(Progress progress) {
    try (PlatformLock lock = PlatformLock.take(home)) {
      List<ServiceProcess> running =
          services.stream().filter(service -> service.find().isPresent()).toList();
      boolean stopped =
          running.parallelStream()
              .map(service -> stopped(progress, service))
              .reduce(true, Boolean::logicalAnd);
      if (postgres.find().isPresent()) {
        boolean ended = postgres.stop();
        progress.reached("postgresql", ended ? "stopped" : "does not stop: see " + postgres.log());
        stopped &= ended;
      }
      Ports.forget(home);
      return stopped;
    }
  }

  private static boolean stopped(Progress progress, ServiceProcess service) {
    boolean ended = service.stop();
    progress.reached(service.service().fullName(), ended ? "stopped" : "does not stop");
    return ended;
  }

  private void requireSamePorts() {
    boolean anythingRuns =
        postgres.find().isPresent() || services.stream().anyMatch(s -> s.find().isPresent());
    Ports.recorded(home)
        .filter(used -> anythingRuns && used.base() != ports.base())
        .ifPresent(
            used -> {
              throw new UserError(
                  "This platform runs with %s=%d; stop it first (./sluice down) to move it."
                      .formatted(Ports.VARIABLE, used.base()));
            });
  }

  private void requireFreePorts() {
    if (postgres.find().isEmpty()) {
      Ports.requireFree(ports.postgres(), "PostgreSQL");
    }
    for (ServiceProcess service : services) {
      if (service.find().isEmpty()) {
        String name = service.service().fullName();
        Ports.requireFree(service.service().port(ports), name);
        Ports.requireFree(service.service().managementPort(ports), name + " (management)");
      }
    }
  }

  /** Running services hold their classes in the files that a build replaces under them. */
  private void stopWhatWasRebuilt(Progress progress) {
    for (ServiceProcess service : services) {
      boolean outdated =
          service
              .find()
              .flatMap(ProcessIdentity::of)
              .filter(process -> process.startedAt().isBefore(built(service)))
              .isPresent();
      if (outdated) {
        service.stop();
        progress.reached(service.service().fullName(), "was built anew: restarting it");
      }
    }
  }

  private Instant built(ServiceProcess service) {
    try {
      return Files.getLastModifiedTime(service.service().jar(project)).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException("It is not built: " + service.service().jar(project), e);
    }
  }

  private void mintServiceTokens(PlatformKeys keys) {
    TokenMint mint = new TokenMint(keys.tokenKey(), clock);
    for (Service service : Service.all()) {
      TokenRequest request =
          new TokenRequest(service.fullName(), List.of("service"), List.of(), SERVICE_TOKEN_TTL);
      keys.storeServiceToken(service.fullName(), mint.mint(request));
    }
  }

  private void startPostgres(PlatformKeys keys, Progress progress) {
    if (postgres.find().isEmpty()) {
      started.start(() -> postgres.start(keys), postgres::stop);
    }
    new ServiceDatabases(ports.postgres(), keys)
        .ensure(Service.all().stream().map(Service::shortName).toList());
    progress.reached(
        "postgresql", "%s ready on port %d".formatted(PostgresServer.version(), ports.postgres()));
  }

  /** All at once: each of them starts and waits for the others by itself. */
  private void startServices(PlatformKeys keys, Progress progress) {
    for (ServiceProcess service : services) {
      if (service.find().isEmpty()) {
        started.start(() -> service.start(keys), service::stop);
      }
    }
    List<ServiceProcess> waiting = new ArrayList<>(services);
    long remindNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!waiting.isEmpty()) {
        waiting.removeIf(service -> becameReady(service, http, progress));
        if (System.nanoTime() > remindNanos && !waiting.isEmpty()) {
          progress.say("  … waiting for " + names(waiting));
          remindNanos += Duration.ofSeconds(10).toNanos();
        }
        pause();
      }
    }
  }

  private boolean becameReady(ServiceProcess service, HttpClient http, Progress progress) {
    ServiceProcess.Readiness readiness = service.probe(http);
    if (readiness.isReady()) {
      progress.reached(service.service().fullName(), "ready at " + service.service().url(ports));
      return true;
    }
    if (service.find().isEmpty()) {
      throw notStarted(service, "ended before it was ready");
    }
    if (progress.elapsed().compareTo(READY_PATIENCE) > 0) {
      throw notStarted(
          service,
          "is not ready after %d s (its probe: %s)"
              .formatted(READY_PATIENCE.toSeconds(), readiness.answer()));
    }
    return false;
  }

  private UserError notStarted(ServiceProcess service, String what) {
    return new UserError(
        "The %s %s. The last lines of its log:\n%s\nThe whole log: %s"
            .formatted(
                service.service().fullName(),
                what,
                LogTail.of(service.log(), FAILURE_LOG_LINES),
                service.log()));
  }

  private static String names(List<ServiceProcess> waiting) {
    return String.join(", ", waiting.stream().map(s -> s.service().fullName()).toList());
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }
}
