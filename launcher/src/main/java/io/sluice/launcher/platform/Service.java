package io.sluice.launcher.platform;

import io.sluice.launcher.home.Ports;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The three services; their order is that of their ports. */
public enum Service {
  REGISTRY,
  REVIEW,
  ROLLOUT;

  /** Short name: of its database, its data folder, its settings. */
  public String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Name of its module, of its process, and the subject of its bearer token. */
  public String fullName() {
    return shortName() + "-service";
  }

  public int port(Ports ports) {
    return ports.http(ordinal());
  }

  public int managementPort(Ports ports) {
    return ports.management(ordinal());
  }

  public String url(Ports ports) {
    return "http://localhost:" + port(ports);
  }

  public String managementUrl(Ports ports) {
    return "http://localhost:" + managementPort(ports);
  }

  /** What the build makes of it. */
  public Path jar(Path project) {
    return project.resolve(fullName()).resolve("target/quarkus-app/quarkus-run.jar");
  }

  public static List<Service> all() {
    return Arrays.asList(values());
  }
}
