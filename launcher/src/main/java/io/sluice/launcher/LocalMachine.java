package io.sluice.launcher;

import io.sluice.launcher.home.Ports;
import io.sluice.launcher.home.SluiceHome;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command knows about where it runs.
 *
 * @param project the checkout: services are started from its build output, the demo reads its
 *     examples
 */
public record LocalMachine(
    Path project, SluiceHome home, Map<String, String> environment, Clock clock) {
  /** System property by which the {@code ./sluice} script names the checkout. */
  public static final String PROJECT_PROPERTY = "sluice.project";

  public static LocalMachine current() {
    Path project = Path.of(System.getProperty(PROJECT_PROPERTY, ".")).toAbsolutePath().normalize();
    Map<String, String> environment = System.getenv();
    return new LocalMachine(
        project, SluiceHome.of(environment, project), environment, Clock.systemUTC());
  }

  /** The ports to use; read when needed, for a wrong setting must not break {@code help}. */
  public Ports ports() {
    return Ports.of(environment, home);
  }
}
