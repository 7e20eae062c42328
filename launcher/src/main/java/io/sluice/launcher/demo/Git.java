package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real {@code git}, in one clone, as one person. The settings of whoever runs the demo (hooks,
 * signing, helpers) are kept out of it, and the token out of the process list.
 */
final class Git {
  /** What a run of it did; {@code output} is both of its streams. */
  record Result(int exitCode, String output) {
    boolean isOk() {
      return exitCode == 0;
    }
  }

  private static final int TIMEOUT_SECONDS = 120;

  private final Path folder;
  private final Map<String, String> environment;

  Git(Path folder, String person, String token) {
    this.folder = folder;
    this.environment =
        Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_CONFIG_COUNT", "3",
            "GIT_CONFIG_KEY_0", "http.extraHeader",
            "GIT_CONFIG_VALUE_0", "Authorization: Bearer " + token,
            "GIT_CONFIG_KEY_1", "user.name",
            "GIT_CONFIG_VALUE_1", person,
            "GIT_CONFIG_KEY_2", "user.email",
            "GIT_CONFIG_VALUE_2", person + "@example.com");
  }

  /** Runs it and hands back what it did, good or bad. */
  Result run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return new Result(process.waitFor(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run git; is it installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  /** Its output, when it must not fail. */
  String output(String... arguments) {
    Result result = run(arguments);
    if (!result.isOk()) {
      throw new UserError(
          "git %s failed:\n%s".formatted(String.join(" ", arguments), result.output().indent(2)));
    }
    return result.output();
  }
}
