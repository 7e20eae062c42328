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
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The registry- and the review-service for a benchmark, with a home and ports of their own. */
final class BenchPlatform implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
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
  private final JsonMapper json = JsonMapper.shared();

  BenchPlatform(LocalMachine machine, Path root, int portBase) {
    this.home = new SluiceHome(root);
    this.ports = new Ports(portBase);
    this.platform =
        new Platform(
            home,
            ports,
            machine.project(),
            machine.clock(),
            Map.of(),
            List.of(Service.REGISTRY, Service.REVIEW),
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

  String registry(String path) {
    return Service.REGISTRY.url(ports) + path;
  }

  JsonNode get(String path, String token) {
    return json(send(HttpRequest.newBuilder(URI.create(registry(path))).GET(), token));
  }

  JsonNode post(String path, String token, Object body) {
    return json(
        send(
            HttpRequest.newBuilder(URI.create(registry(path)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))),
            token));
  }

  /** One time series of the registry's metrics; 0 when it is not there yet. */
  double metric(String name) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(Service.REGISTRY.managementUrl(ports) + "/q/metrics"));
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? (\\S+)$")
            .matcher(send(request.GET(), "").body());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new UserError(
          "%s was answered %d: %s"
              .formatted(response.uri(), response.statusCode(), response.body()));
    }
    return json.readTree(response.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String token) {
    request.timeout(TIMEOUT);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UserError("No answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  Map<String, Object> approved() {
    return BenchAttestation.APPROVED;
  }

  @Override
  public void close() {
    http.shutdownNow();
    if (!platform.down(new Progress(new PrintWriter(Writer.nullWriter())))) {
      throw new UserError("The benchmark's platform did not stop; its home is " + home.root());
    }
  }
}
