package io.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the real {@code git} is told in tests: nothing of this machine, no question to a terminal,
 * and no housekeeping. Git repacks a repository of more than 50 packs in a process that outlives
 * the command, which then still writes to a folder that a test is deleting.
 */
public final class GitSettings {
  private static final String TEXT =
      """
      [gc]
        auto = 0
      [maintenance]
        auto = false
      """;

  private static final Path FILE = write();

  private GitSettings() {}

  /** Makes a process that is a git, or that starts one, use these settings only. */
  public static void apply(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    // A file, not GIT_CONFIG_COUNT: git hides that from the receive-pack of a push to a folder.
    builder.environment().put("GIT_CONFIG_GLOBAL", FILE.toString());
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
  }

  private static Path write() {
    try {
      Path file = Files.createTempFile("sluice-tests", ".gitconfig");
      file.toFile().deleteOnExit();
      return Files.writeString(file, TEXT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
