package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.File;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a benchmark needs of the machine. */
final class Tools {
  private Tools() {}

  /**
   * Makes sure that programs are installed.
   *
   * @throws UserError that says how to install those that are not
   */
  static void require(String... names) {
    List<String> missing =
        Arrays.stream(names)
            .filter(
                name ->
                    Stream.concat(
                            Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                            Stream.of("/usr/sbin"))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, name))))
            .toList();
    if (!missing.isEmpty()) {
      throw new UserError(
          "This benchmark needs %s. On Debian and Ubuntu: apt-get install %s"
              .formatted(String.join(" and ", missing), String.join(" ", missing)));
    }
  }

  /** Says so when the machine is at work on something else. */
  static void sayLoad(PrintWriter out) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > 1) {
      out.printf(
          Locale.ROOT,
          "This machine was busy with something else when it began: load average %.1f%n",
          load);
      out.flush();
    }
  }
}
