package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import io.sluice.launcher.platform.Service;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./sluice bench verdict}: the simulation that the packaged rollout-service brings along, in
 * a process of its own, so that what is measured are the classes that judge in production.
 */
final class VerdictBench {
  private static final String PACKAGE = "io.sluice.rollout.simulation.";

  private final Path project;
  private final PrintWriter out;

  VerdictBench(Path project, PrintWriter out) {
    this.project = project;
    this.out = out;
  }

  /** Prints the table; 0 when all targets are met. */
  int run(int runs, long seed) {
    return lines("VerdictBench", List.of(Integer.toString(runs), Long.toString(seed)), this::say);
  }

  /**
   * What so many rollouts through HTTP are expected to show.
   *
   * @param runs simulated ones to expect from
   */
  JsonNode expected(int rollouts, int runs, long seed) {
    StringBuilder json = new StringBuilder();
    List<String> arguments =
        List.of(Integer.toString(rollouts), Integer.toString(runs), Long.toString(seed));
    if (lines("ExpectedFigures", arguments, json::append) != 0) {
      throw new UserError("The simulation failed: " + json);
    }
    return JsonMapper.shared().readTree(json.toString());
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Runs a main class of the simulation; its exit code. */
  private int lines(String main, List<String> arguments, Consumer<String> each) {
    Path app = Service.ROLLOUT.jar(project).resolveSibling("app");
    Path libraries = Service.ROLLOUT.jar(project).resolveSibling("lib").resolve("main");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                app.resolve("*") + File.pathSeparator + libraries.resolve("*"),
                PACKAGE + main));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader lines = process.inputReader()) {
        lines.lines().forEach(each);
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
