package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real {@code git} in one folder, without the settings of whoever runs it. */
final class BenchGit {
  /**
   * A run.
   *
   * @param untilSeen time until its output had the text that was waited for, else until its end
   */
  record Ran(int exitCode, String output, Duration untilSeen) {}

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param token bearer token, or empty
   */
  BenchGit(Path folder, String token) {
    this.folder = folder;
    this.environment =
        Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_CONFIG_COUNT", "3",
            "GIT_CONFIG_KEY_0", "http.extraHeader",
            "GIT_CONFIG_VALUE_0", token.isEmpty() ? "" : "Authorization: Bearer " + token,
            "GIT_CONFIG_KEY_1", "user.name",
            "GIT_CONFIG_VALUE_1", "ana",
            "GIT_CONFIG_KEY_2", "user.email",
            "GIT_CONFIG_VALUE_2", "ana@example.com");
  }

  /** Runs it and notes when a text first came out of it. */
  Ran run(String waitedFor, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    long seen = -1;
    StringBuilder output = new StringBuilder();
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          output.append(line).append('\n');
          if (seen < 0 && !waitedFor.isEmpty() && line.contains(waitedFor)) {
            seen = System.nanoTime() - start;
          }
        }
      }
      int exitCode = process.waitFor();
      long took = seen < 0 ? System.nanoTime() - start : seen;
      return new Ran(exitCode, output.toString().strip(), Duration.ofNanos(took));
    } catch (IOException e) {
      throw new UserError("Cannot run git; is it installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  /** Output of a run that must not fail. */
  String must(String... arguments) {
    Ran ran = run("", arguments);
    if (ran.exitCode() != 0) {
      throw new UserError(
          "git %s failed:\n%s".formatted(String.join(" ", arguments), ran.output()));
    }
    return ran.output();
  }
}
