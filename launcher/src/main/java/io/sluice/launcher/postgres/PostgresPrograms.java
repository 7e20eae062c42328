package io.sluice.launcher.postgres;

import com.sun.security.auth.module.UnixSystem;
import io.sluice.launcher.UserError;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs PostgreSQL's command-line programs. They refuse to run as root, so root runs them in a user
 * namespace of their own (as the library does in tests): there they are nobody, while the files
 * they make belong to root as before.
 */
final class PostgresPrograms {
  /** What a program did. */
  record Result(int exitCode, String output) {}

  private final Path installation;

  PostgresPrograms(Path installation) {
    this.installation = installation;
  }

  /** Runs one program to its end. Its output goes through a file: a server inherits pipes. */
  Result run(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      requireUserNamespaces();
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(installation.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    try {
      Path output = Files.createTempFile("sluice-" + program, ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        int exitCode = builder.start().waitFor();
        return new Result(exitCode, Files.readString(output, StandardCharsets.UTF_8).strip());
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + program, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted while " + program + " ran.", e);
    }
  }

  private static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }

  private static void requireUserNamespaces() {
    if (!LinuxUtils.isUnshareAvailable()) {
      throw new UserError(
          """
          PostgreSQL refuses to run as root, and this machine does not let root make a user
          namespace for it (unshare -U fails; containers often forbid it).
          Run ./sluice as an ordinary user, or allow user namespaces in the container.""");
    }
  }
}
