package io.sluice.launcher.platform;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.Ports;
import io.sluice.launcher.home.SluiceHome;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.postgres.ServiceDatabases;
import io.sluice.launcher.process.DetachedProcess;
import io.sluice.launcher.token.TokenMint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One service as a process of this machine: its settings, its start, its readiness, its end. */
public final class ServiceProcess {
  /**
   * An answer of the readiness probe.
   *
   * @param answer status and body, or why there is none
   */
  record Readiness(boolean isReady, String answer) {}

  /**
   * What environment variables that are settings, by Quarkus' own rule, begin with: the external
   * Git server for the registry; models and their keys, who is told what, and how often things are
   * looked at for the review-service; what a benchmark compares the rollout-service with.
   */
  private static final Map<Service, List<String>> HANDED_ON =
      Map.of(
          Service.REGISTRY, List.of("SLUICE_GIT_", "SLUICE_PRICES_"),
          Service.REVIEW,
              List.of(
                  "SLUICE_MODELS_",
                  "SLUICE_EVALUATION_",
                  "SLUICE_NOTIFICATIONS_",
                  "QUARKUS_MAILER_",
                  "SLUICE_USAGE_",
                  "SLUICE_ATTESTATION_",
                  "SLUICE_AUDIT_"),
          Service.ROLLOUT, List.of("SLUICE_BENCH_"));

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final Service service;
  private final SluiceHome home;
  private final Ports ports;
  private final Path project;
  private final Map<String, String> environment;
  private final DetachedProcess process;
  private final JvmTuning tuning;

  /**
   * @param environment of whoever starts it; settings in it are handed on
   */
  ServiceProcess(
      Service service,
      SluiceHome home,
      Ports ports,
      Path project,
      Map<String, String> environment,
      JvmTuning tuning) {
    this.tuning = tuning;
    this.environment = environment;
    this.service = service;
    this.home = home;
    this.ports = ports;
    this.project = project;
    this.process =
        new DetachedProcess(
            service.fullName(), home.run(), home.logs().resolve(service.fullName() + ".log"));
  }

  public Service service() {
    return service;
  }

  public Path log() {
    return process.log();
  }

  public Optional<ProcessHandle> find() {
    return process.find();
  }

  void start(PlatformKeys keys) {
    if (!Files.exists(service.jar(project))) {
      throw new UserError(
          "The %s is not built: %s is missing. Build with ./mvnw -DskipTests package"
              .formatted(service.fullName(), service.jar(project)));
    }
    home.make(home.logs());
    home.make(home.data(service.shortName()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(process.marker());
    command.addAll(tuning.options());
    settings(keys).forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-jar");
    command.add(service.jar(project).toString());
    // Not as an argument: every user of the machine can read those.
    Map<String, String> secrets = new LinkedHashMap<>();
    secrets.put("QUARKUS_DATASOURCE_PASSWORD", keys.databasePassword(service.shortName()));
    List<String> handedOn = HANDED_ON.getOrDefault(service, List.of());
    environment.forEach(
        (name, value) -> {
          if (handedOn.stream().anyMatch(name::startsWith)) {
            secrets.put(name, value);
          }
        });
    process.start(command, secrets);
  }

  boolean stop() {
    return process.stop(STOP_PATIENCE);
  }

  /** What the readiness probe of the process answers; never ready while it is not alive. */
  Readiness probe(HttpClient http) {
    if (find().isEmpty()) {
      return new Readiness(false, "the process does not run");
    }
    URI probe = URI.create(service.managementUrl(ports) + "/q/health/ready");
    HttpRequest request = HttpRequest.newBuilder(probe).timeout(PROBE_TIMEOUT).build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      String answer = response.statusCode() + " " + response.body().replaceAll("\\s+", " ");
      return new Readiness(response.statusCode() == 200, answer);
    } catch (IOException e) {
      return new Readiness(false, "no answer from " + probe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Readiness(false, "interrupted");
    }
  }

  Map<String, String> settings(PlatformKeys keys) {
    String database = ServiceDatabases.address(ports.postgres(), service.shortName());
    Map<String, String> settings = new LinkedHashMap<>();
    // This machine's platform has its keys in a folder beside it: it is for this machine only.
    settings.put("quarkus.http.host", "127.0.0.1");
    settings.put("quarkus.http.port", Integer.toString(service.port(ports)));
    settings.put("quarkus.management.host", "127.0.0.1");
    settings.put("quarkus.management.port", Integer.toString(service.managementPort(ports)));
    settings.put("quarkus.datasource.jdbc.url", "jdbc:" + database);
    settings.put("quarkus.datasource.reactive.url", database);
    settings.put("quarkus.datasource.username", service.shortName());
    settings.put("mp.jwt.verify.publickey.location", keys.tokenPublicKey().toUri().toString());
    settings.put("mp.jwt.verify.issuer", TokenMint.ISSUER);
    settings.put("mp.jwt.verify.audiences", TokenMint.AUDIENCE);
    settings.put("sluice.attestation.trusted-keys", keys.attestationTrustedKeys().toString());
    settings.put("sluice.service-token.file", keys.serviceToken(service.fullName()).toString());
    // While a service is waited for, each probe would add a line that hides what it waits for.
    settings.put("quarkus.log.category.\"io.smallrye.health\".level", "ERROR");
    settings.put("sluice.home", home.data(service.shortName()).toString());
    for (Service peer : Service.all()) {
      settings.put("sluice." + peer.shortName() + ".url", peer.url(ports));
    }
    switch (service) {
      case REGISTRY -> {}
      case REVIEW -> {
        settings.put("sluice.attestation.signing-key", keys.attestationSigningKey().toString());
        settings.put("sluice.public-url", service.url(ports));
      }
      case ROLLOUT -> settings.put("sluice.decision.key-file", keys.decisionKey().toString());
    }
    return settings;
  }
}
