package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engineer's clone of the prompt repository. */
final class PromptClone {
  /** The rule by which the registry refuses what its external Git server did not take. */
  private static final String GIT_SERVER_DOWN = "git-server";

  private static final Pattern VERSION_LINE = Pattern.compile("(?m)^version: *(\\d+)");

  private final Path folder;
  private final Git git;
  private final Patience patience;

  private PromptClone(Path folder, Git git, Patience patience) {
    this.folder = folder;
    this.git = git;
    this.patience = patience;
  }

  static PromptClone of(String url, Path folder, String person, String token, Patience patience) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Git git = new Git(folder, person, token);
    git.output("init", "--quiet", "--initial-branch=main");
    git.output("remote", "add", "origin", url);
    PromptClone clone = new PromptClone(folder, git, patience);
    clone.fetch();
    return clone;
  }

  /** Brings the clone up to date; the registry may be away for some seconds. */
  void fetch() {
    patience.until(
        "git fetch",
        () -> {
          Git.Result result = git.run("fetch", "--quiet", "--prune", "origin");
          if (!result.isOk() && isRefusal(result)) {
            throw new UserError("git fetch was refused:\n" + result.output().indent(2));
          }
          return result.isOk() ? Optional.of(true) : Optional.empty();
        });
  }

  /** Highest version of a prompt on main, by the trailers of its merges; 0 when there is none. */
  int latestVersion(String prompt) {
    String trailers =
        git.output("log", "origin/main", "--format=%(trailers:key=Prompt-Version,valueonly)");
    Matcher versions =
        Pattern.compile("(?m)^" + Pattern.quote(prompt) + "@(\\d+) ").matcher(trailers);
    int latest = 0;
    while (versions.find()) {
      latest = Math.max(latest, Integer.parseInt(versions.group(1)));
    }
    return latest;
  }

  /** The version that main's environment file names; 0 when there is no such file. */
  int productionVersion(String prompt) {
    Git.Result file = git.run("show", "origin/main:" + environmentPath(prompt));
    Matcher version = VERSION_LINE.matcher(file.output());
    return file.isOk() && version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  /**
   * Commits a chapter's files on a branch from main; a branch that an interrupted run has pushed is
   * taken as it is.
   */
  void commit(String branch, String prompt, Chapter chapter, Example example) {
    if (git.run("rev-parse", "--verify", "--quiet", "origin/" + branch).isOk()) {
      git.output("checkout", "--quiet", "-B", branch, "origin/" + branch);
      return;
    }
    git.output("checkout", "--quiet", "--no-track", "-B", branch, "origin/main");
    write("prompts/" + prompt + "/prompt.yaml", example.prompt(chapter.source(), prompt));
    write("prompts/" + prompt + "/tests.yaml", example.tests(chapter.source()));
    write(environmentPath(prompt), chapter.environmentFile(prompt));
    git.output("add", "--all");
    git.output("commit", "--quiet", "-m", chapter.title(), "-m", chapter.why());
  }

  /** Pushes the branch that is checked out; what the server prints comes back. */
  String push(String branch) {
    return patience.until(
        "git push of " + branch,
        () -> {
          Git.Result result = git.run("push", "origin", "HEAD:refs/heads/" + branch);
          if (!result.isOk() && isRefusal(result)) {
            throw new UserError("The push was refused:\n" + result.output().indent(2));
          }
          return result.isOk() ? Optional.of(result.output()) : Optional.empty();
        });
  }

  /** Tries what must not be possible; the server's reason comes back, empty when it let it pass. */
  Optional<String> pushToMain() {
    Git.Result result =
        patience.until(
            "git push to main",
            () -> {
              Git.Result tried = git.run("push", "origin", "HEAD:refs/heads/main");
              return tried.isOk() || isRefusal(tried) ? Optional.of(tried) : Optional.empty();
            });
    return result.isOk() ? Optional.empty() : Optional.of(reason(result.output()));
  }

  String head() {
    return git.output("rev-parse", "HEAD");
  }

  /** What main has to say about a prompt, newest first. */
  String log(String prompt) {
    return CommitLog.readable(
        git.output(
            "log",
            "origin/main",
            "--date=format:%H:%M:%S",
            "--format=" + CommitLog.FORMAT,
            "--",
            "prompts/" + prompt,
            environmentPath(prompt)));
  }

  private static boolean isRefusal(Git.Result result) {
    String output = result.output();
    if (output.contains("(" + GIT_SERVER_DOWN)) {
      return false; // the registry's own Git server is away: that passes
    }
    return output.contains("[remote rejected]")
        || output.contains("[rejected]")
        || output.contains("Authentication failed")
        || output.contains("returned error: 403");
  }

  /** The line in which the server says why; Git's own summary line when it says nothing. */
  private static String reason(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("remote:") && line.contains("refs/heads/main"))
        .map(line -> line.substring("remote:".length()).strip())
        .findFirst()
        .orElseGet(
            () -> output.lines().filter(l -> l.contains("rejected]")).findFirst().orElse(output));
  }

  private static String environmentPath(String prompt) {
    return "environments/production/" + prompt + ".yaml";
  }

  private void write(String path, String content) {
    try {
      Path file = folder.resolve(path);
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
