package io.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real {@code git} command, with no configuration but its own, in a clone of its own. */
public final class GitClient {
  private static final int TIMEOUT_SECONDS = 60;

  /** What a command printed, both streams together. */
  public record Result(int exitCode, String output) {
    public boolean ok() {
      return exitCode == 0;
    }
  }

  private final Path folder;
  private final String token;

  private GitClient(Path folder, String token) {
    this.folder = folder;
    this.token = token;
  }

  /** Clones a repository into a new temporary folder. */
  public static GitClient clone(String url, String token) {
    try {
      GitClient client = new GitClient(Files.createTempDirectory("sluice-clone"), token);
      client.must("clone", "-q", url, ".");
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same person in another clone. */
  public GitClient in(Path clone) {
    return new GitClient(clone, token);
  }

  public Path folder() {
    return folder;
  }

  /** Writes a file in the work tree. */
  public GitClient write(String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a branch at origin/main, dropping what is there. */
  public GitClient branchFromMain(String name) {
    must("fetch", "-q", "origin");
    must("checkout", "-q", "-f", "-B", name, "origin/main");
    must("clean", "-fdq");
    return this;
  }

  /** Commits everything and pushes it to a change branch. */
  public Result pushChange(String branch, String message, String... options) {
    must("add", "-A");
    must("commit", "-q", "-m", message);
    List<String> command = new ArrayList<>(List.of("push"));
    command.addAll(List.of(options));
    command.addAll(List.of("origin", "HEAD:refs/heads/changes/" + branch));
    return run(command.toArray(String[]::new));
  }

  /** Runs git and fails loudly when it does not succeed. */
  public String must(String... arguments) {
    Result result = run(arguments);
    if (!result.ok()) {
      throw new IllegalStateException(
          "git " + String.join(" ", arguments) + " failed:\n" + result.output());
    }
    return result.output();
  }

  /** Runs git. */
  public Result run(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("git");
    String basic =
        Base64.getEncoder().encodeToString(("token:" + token).getBytes(StandardCharsets.UTF_8));
    command.addAll(List.of("-c", "http.extraHeader=Authorization: Basic " + basic));
    command.addAll(List.of("-c", "user.name=somebody", "-c", "user.email=somebody@example.com"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      GitSettings.apply(builder);
      Path output = Files.createTempFile("git", ".out");
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("git " + arguments[0] + " hangs");
      }
      String text = Files.readString(output);
      Files.delete(output);
      return new Result(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
