package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.testkit.GitSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Everything that was acknowledged, held against the bare repository (read by the real {@code git})
 * and the database (read by SQL) after every run.
 */
final class KillLedger {
  /** JGit's name of the setting; git knows a newer one as well. */
  private static final String DEPRECATED = "warning: core.fsyncObjectFiles is deprecated";

  private static final String DATABASE = Service.REGISTRY.shortName();

  private final KillMachine killer;
  private final Path repository;
  private final Map<String, String> branches = new LinkedHashMap<>();
  private final Map<String, Integer> acknowledged = new HashMap<>();
  private final List<String> landed = new ArrayList<>();
  private int numbers;

  KillLedger(KillMachine killer) {
    this.killer = killer;
    this.repository = killer.repository();
  }

  int nextRollout() {
    return ++numbers;
  }

  /** After a failed run: what it lost or doubled is reported once and is no other run's matter. */
  void startOver() {
    branches.clear();
    acknowledged.clear();
    landed.clear();
  }

  /** The newest version of a prompt, as main says: a run that failed may have landed one too. */
  int latest(String prompt) {
    return versions().stream()
        .filter(version -> version.startsWith(prompt + "@"))
        .mapToInt(KillLedger::number)
        .max()
        .orElse(0);
  }

  void pushed(String branch, String head) {
    branches.put(branch, head);
  }

  /**
   * Branches that lie here for the longest time, but for so many; none of them is held any more.
   */
  List<String> release(int kept) {
    List<String> oldest =
        List.copyOf(branches.keySet()).subList(0, Math.max(0, branches.size() - kept));
    branches.keySet().removeAll(oldest);
    return oldest;
  }

  void merged(JsonNode change, String prompt, int version) {
    requireMerged(change, prompt, version);
    String branch = change.path("branch").asString("");
    until("the merged branch is gone", () -> ref(branch).isEmpty() ? true : null);
    until("the end of the branch is recorded", () -> lastHead(branch).isEmpty() ? true : null);
    branches.remove(branch);
    acknowledged.put(prompt, version);
  }

  /** Exactly one commit on main for a change, with its version and its attestation. */
  void requireMerged(JsonNode change, String prompt, int version) {
    int number = change.path("number").asInt();
    List<String> commits =
        git(
            "log",
            "--first-parent",
            "--format=%H",
            "-E",
            "--grep=^Change: " + number + "$",
            "refs/heads/main");
    assertEquals(1, commits.size(), "Commits of change " + number + " on main");
    String commit = commits.getFirst();
    String message = String.join("\n", git("log", "-1", "--format=%B", commit));
    assertTrue(message.contains("Prompt-Version: " + prompt + "@" + version + " "), message);
    List<String> note = git("notes", "--ref=refs/notes/attestations", "show", commit);
    assertTrue(
        String.join("", note).contains("\"payloadType\":\"application/vnd.in-toto+json\""),
        "An attestation is an envelope: " + note);
    landed.add(commit);
  }

  /** Exactly one rollback commit, and the environment runs what it says. */
  void requireRolledBack(String prompt, int to, int rollout) {
    List<String> commits =
        git(
            "log",
            "--first-parent",
            "--format=%H",
            "-E",
            "--grep=^Rollout: " + rollout + "$",
            "refs/heads/main");
    assertEquals(1, commits.size(), "Commits of rollback " + rollout);
    String file =
        String.join(
            "\n", git("show", "refs/heads/main:environments/production/" + prompt + ".yaml"));
    assertTrue(file.contains("\nversion: " + to + "\n"), file);
    landed.add(commits.getFirst());
  }

  /** Change branches whose names start so. */
  Set<String> branches(String prefix) {
    return new TreeSet<>(
        git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/" + prefix + "*"));
  }

  /** Where a branch is; empty when there is none. */
  String ref(String branch) {
    return String.join("", git("for-each-ref", "--format=%(objectname)", "refs/heads/" + branch));
  }

  /** All of it: nothing lost, nothing doubled, nothing left lying about, and the index is Git's. */
  void check() {
    until("the index is at main", () -> marker().equals(ref("main")) ? true : null);
    branches.forEach((branch, head) -> assertEquals(head, ref(branch), branch));
    List<String> main = git("rev-list", "--first-parent", "refs/heads/main");
    assertTrue(new HashSet<>(main).containsAll(landed), "Everything that landed is on main");
    List<String> problems = git("fsck", "--full", "--strict", "--no-dangling", "--no-progress");
    assertEquals(List.of(), problems, "git fsck");
    everyBranchHasItsPush();
    nothingIsLeftOver();
    indexIsWhatGitSays();
  }

  private void everyBranchHasItsPush() {
    Set<String> recorded =
        new HashSet<>(killer.machine.sql(DATABASE, "SELECT branch || ' ' || head FROM push"));
    for (String ref :
        git("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads/changes")) {
      assertTrue(recorded.contains(ref), "Nobody is known to have pushed " + ref);
    }
  }

  private void nothingIsLeftOver() {
    assertEquals(List.of(), files(repository.resolveSibling("quarantine"), ""), "Quarantine");
    assertEquals(List.of(), files(repository, ".lock"), "Locks");
    Path packs = repository.resolve("objects/pack");
    for (Path file : files(packs, "")) {
      String name = file.getFileName().toString();
      assertTrue(name.matches("pack-[0-9a-f]{40}\\.(pack|idx|rev|bitmap|keep)"), name);
      String pack = name.replaceFirst("\\.[a-z]+$", "");
      assertTrue(Files.exists(packs.resolve(pack + ".idx")), name + " has no index");
      assertTrue(Files.exists(packs.resolve(pack + ".pack")), name + " has no pack");
    }
  }

  private void indexIsWhatGitSays() {
    Set<String> versions = new TreeSet<>();
    Map<String, Integer> highest = new TreeMap<>();
    for (String version : versions()) {
      assertTrue(versions.add(version), "A version number was given twice: " + version);
      String prompt = version.substring(0, version.indexOf('@'));
      int number = number(version);
      assertEquals(highest.getOrDefault(prompt, 0) + 1, number, "No gap: " + version);
      highest.put(prompt, number);
    }
    acknowledged.forEach((prompt, number) -> assertEquals(number, highest.get(prompt), prompt));
    assertEquals(
        versions,
        new TreeSet<>(rows("SELECT prompt || '@' || number || ' ' || digest FROM prompt_version")));
    Set<String> live = new TreeSet<>();
    for (String path : git("ls-tree", "-r", "--name-only", "refs/heads/main", "environments/")) {
      String file = String.join("\n", git("show", "refs/heads/main:" + path));
      live.add(path + " " + file.replaceFirst("(?s).*\\nversion: (\\d+)\\n.*", "$1"));
    }
    assertEquals(
        live,
        new TreeSet<>(
            rows(
                "SELECT 'environments/' || environment || '/' || prompt || '.yaml ' || version"
                    + " FROM live")));
    assertEquals(
        git("log", "--first-parent", "--format=%H", "-E", "--grep=^Change: ", "refs/heads/main")
            .size(),
        rows("SELECT number FROM merged_change").size(),
        "Every change that landed is in the index");
  }

  /** {@code <prompt>@<number> <digest>} of every version on main, oldest first. */
  private List<String> versions() {
    String trailers = "%(trailers:key=Prompt-Version,valueonly)";
    return git("log", "--first-parent", "--reverse", "--format=" + trailers, "refs/heads/main")
        .stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static int number(String version) {
    return Integer.parseInt(version.substring(version.indexOf('@') + 1, version.indexOf(' ')));
  }

  private String marker() {
    List<String> marker = rows("SELECT commit_id FROM index_marker");
    return marker.isEmpty() ? "" : marker.getFirst();
  }

  private String lastHead(String branch) {
    return rows("SELECT head FROM push WHERE branch = '" + branch + "' ORDER BY id DESC LIMIT 1")
        .getFirst();
  }

  private List<String> rows(String query) {
    return killer.machine.sql(DATABASE, query);
  }

  private static List<Path> files(Path folder, String suffix) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The real git on the bare repository; what it prints, and what it complains about. */
  private List<String> git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "--git-dir=" + repository));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      GitSettings.apply(builder);
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), String.join(" ", command) + "\n" + output);
      return output.lines().filter(line -> !line.startsWith(DEPRECATED)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
