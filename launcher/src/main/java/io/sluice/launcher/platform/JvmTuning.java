package io.sluice.launcher.platform;

import java.util.List;

/** What the Java machines of the services are tuned for. */
public enum JvmTuning {
  /**
   * Three services, a database and an app on two cores: little memory, few collector threads, and
   * the fast compiler alone, which halves the time to readiness.
   */
  QUICK_START(
      "-Xms64m",
      "-Xmx384m",
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-XX:+ExitOnOutOfMemoryError"),

  /**
   * A service that runs for weeks: both compilers, and from the start as much memory as the image
   * for Kubernetes takes in the registry's pod (65% of 1 GiB): little of it when new objects have
   * to share a small heap is a collection every second.
   */
  SUSTAINED("-Xms665m", "-Xmx665m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private final List<String> options;

  JvmTuning(String... options) {
    this.options = List.of(options);
  }

  List<String> options() {
    return options;
  }
}
