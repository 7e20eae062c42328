package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import io.sluice.launcher.platform.Service;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * {@code ./sluice bench verdict}: the simulation that the packaged rollout-service brings along, in
 * a process of its own, so that what is measured are the classes that judge in production.
 */
final class VerdictBench {
  private static final String MAIN = "io.sluice.rollout.simulation.VerdictBench";

  private final Path project;
  private final PrintWriter out;

  VerdictBench(Path project, PrintWriter out) {
    this.project = project;
    this.out = out;
  }

  /** Prints the table; 0 when all targets are met. */
  int run(int runs, long seed) {
    Path app = Service.ROLLOUT.jar(project).resolveSibling("app");
    Path libraries = Service.ROLLOUT.jar(project).resolveSibling("lib").resolve("main");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                app.resolve("*") + File.pathSeparator + libraries.resolve("*"),
                MAIN,
                Integer.toString(runs),
                Long.toString(seed))
            .redirectErrorStream(true);
    try {
      Process process = builder.start();
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          out.println(line);
          out.flush();
        }
      }
      return process.waitFor();
    } catch (IOException e) {
      throw new UserError("The simulation could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }
}
