package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.home.Ports;
import io.sluice.launcher.home.SluiceHome;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.platform.JvmTuning;
import io.sluice.launcher.platform.Platform;
import io.sluice.launcher.platform.Progress;
import io.sluice.launcher.platform.Service;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some of the services for a benchmark, with a home and ports of their own. */
final class BenchPlatform implements AutoCloseable {
  private static final Duration TOKEN_TTL = Duration.ofHours(2);

  private final SluiceHome home;
  private final Ports ports;
  private final Platform platform;
  private final PlatformKeys keys;
  private final TokenMint mint;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** The registry- and the review-service. */
  BenchPlatform(LocalMachine machine, Path root, int portBase) {
    this(machine, root, portBase, List.of(Service.REGISTRY, Service.REVIEW), Map.of());
  }

  /**
   * @param services the registry-service, and others
   * @param settings for them, as environment variables
   */
  BenchPlatform(
      LocalMachine machine,
      Path root,
      int portBase,
      List<Service> services,
      Map<String, String> settings) {
    this.home = new SluiceHome(root);
    this.ports = new Ports(portBase);
    this.platform =
        new Platform(
            home,
            ports,
            machine.project(),
            machine.clock(),
            settings,
            services,
            JvmTuning.SUSTAINED);
    this.keys = PlatformKeys.all(home);
    this.mint = new TokenMint(keys.tokenKey(), machine.clock());
  }

  BenchAttestation attestations() {
    return new BenchAttestation(keys);
  }

  Path repository() {
    return home.data(Service.REGISTRY.shortName()).resolve("prompts.git");
  }

  Duration up() {
    long start = System.nanoTime();
    platform.up(new Progress(new PrintWriter(Writer.nullWriter())));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  long registryProcess() {
    return platform
        .service(Service.REGISTRY)
        .find()
        .orElseThrow(() -> new UserError("The registry-service does not run."))
        .pid();
  }

  String token(String subject, String role) {
    return mint.mint(new TokenRequest(subject, List.of(role), List.of("support"), TOKEN_TTL));
  }

  BenchApi registry() {
    return new BenchApi(http, Service.REGISTRY.url(ports));
  }

  BenchApi review() {
    return new BenchApi(http, Service.REVIEW.url(ports));
  }

  BenchApi rollout() {
    return new BenchApi(http, Service.ROLLOUT.url(ports));
  }

  /** A service's database, as the service itself sees it. */
  Connection database(String service) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + ports.postgres() + "/" + service,
        service,
        keys.databasePassword(service));
  }

  /** Processor time of the rollout-service so far. */
  Duration rolloutCpu() {
    return platform.services().stream()
        .filter(process -> process.service() == Service.ROLLOUT)
        .flatMap(process -> process.find().stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** A port next to those of the services that nothing of the platform uses. */
  int sparePort() {
    return ports.http(Service.all().size());
  }

  /** Ends what an earlier run may have left. */
  void down() {
    platform.down(new Progress(new PrintWriter(Writer.nullWriter())));
  }

  /** One time series of the registry's metrics; 0 when it is not there yet. */
  double metric(String name) {
    String metrics =
        new BenchApi(http, Service.REGISTRY.managementUrl(ports)).send("/q/metrics", "").body();
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? (\\S+)$")
            .matcher(metrics);
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  @Override
  public void close() {
    http.shutdownNow();
    if (!platform.down(new Progress(new PrintWriter(Writer.nullWriter())))) {
      throw new UserError("The benchmark's platform did not stop; its home is " + home.root());
    }
  }
}
