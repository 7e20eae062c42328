package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a repository with the history that so many prompts leave behind: commits, trailers,
 * environment files and attestations as the product's own merges make them, through {@code git
 * fast-import}.
 */
final class BenchHistory {
  /** Above every change number that the platform under test will give. */
  static final int FIRST_CHANGE = 1_000_000;

  private static final long START_EPOCH_SECONDS = 1_700_000_000L;
  private static final String POLICY =
      """
      # Rules of this repository. They are read from main only, never from a branch under review.
      apiVersion: sluice/v1
      environments:
        production:
          approvals: 1
          rollout:
            stages: [10, 50, 100]
            minStageTime: 0s
            watch: 48h
      """;

  /**
   * How large.
   *
   * @param perMerge prompts that one merge changes
   * @param livePercent of the prompts, so many are promoted to production with every version
   * @param lines of every prompt's system message
   */
  record Size(int prompts, int versions, int perMerge, int livePercent, int lines) {
    Size(int prompts, int versions, int perMerge, int livePercent) {
      this(prompts, versions, perMerge, livePercent, BenchPrompt.LINES);
    }

    int merges() {
      return (prompts + perMerge - 1) / perMerge * versions;
    }
  }

  private final Size size;
  private final BenchAttestation attestations;
  private final OutputStream out;
  private int mark = 1;
  private int change = FIRST_CHANGE;
  private long time = START_EPOCH_SECONDS;

  private BenchHistory(Size size, BenchAttestation attestations, OutputStream out) {
    this.size = size;
    this.attestations = attestations;
    this.out = out;
  }

  /** Makes the bare repository. */
  static void write(Path repository, Size size, BenchAttestation attestations) {
    try {
      Files.createDirectories(repository);
      BenchGit git = new BenchGit(repository, "");
      git.must("init", "--quiet", "--bare", "--initial-branch=main");
      Process process =
          new ProcessBuilder("git", "fast-import", "--quiet", "--done")
              .directory(repository.toFile())
              .redirectErrorStream(true)
              .redirectOutput(repository.resolveSibling("fast-import.log").toFile())
              .start();
      try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
        new BenchHistory(size, attestations, out).write();
      }
      if (process.waitFor() != 0) {
        throw new UserError(
            "git fast-import failed: "
                + Files.readString(repository.resolveSibling("fast-import.log")));
      }
    } catch (IOException e) {
      throw new UserError("The history could not be written: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private void write() throws IOException {
    commit("refs/heads/main", "Sluice", "Start with the default policy\n");
    file("sluice.yaml", POLICY);
    for (int version = 1; version <= size.versions(); version++) {
      for (int first = 0; first < size.prompts(); first += size.perMerge()) {
        List<BenchPrompt> changed = new ArrayList<>();
        for (int i = first; i < Math.min(first + size.perMerge(), size.prompts()); i++) {
          changed.add(new BenchPrompt(i, version, size.lines()));
        }
        merge(version, changed);
      }
    }
    text("done\n");
  }

  private void merge(int version, List<BenchPrompt> changed) throws IOException {
    change++;
    StringBuilder body = new StringBuilder();
    StringBuilder trailers = new StringBuilder();
    List<Object> versions = new ArrayList<>();
    List<Object> promotions = new ArrayList<>();
    List<Object> files = new ArrayList<>();
    Map<String, String> written = new HashMap<>();
    for (BenchPrompt prompt : changed) {
      String id = prompt.id();
      String digest = prompt.digest();
      trailers.append("Prompt-Version: %s@%d %s\n".formatted(id, version, digest));
      versions.add(Map.of("prompt", id, "version", version, "digest", digest));
      files.add(Map.of("path", "prompts/" + id + "/prompt.yaml", "blob", "0".repeat(40)));
      written.put("prompts/" + id + "/prompt.yaml", prompt.entry());
      if (version == 1) {
        written.put("prompts/" + id + "/tests.yaml", BenchPrompt.TESTS);
      }
      if (prompt.index() % 100 < size.livePercent()) {
        body.append("%s v%d to production %s.\n".formatted(id, version, from(version)));
        promotions.add(
            Map.of(
                "environment", "production", "prompt", id, "version", version, "digest", digest));
        written.put(
            "environments/production/" + id + ".yaml",
            "apiVersion: sluice/v1\nprompt: %s\nversion: %d\ndigest: %s\n%s"
                .formatted(
                    id, version, digest, version == 1 ? "" : "rollback: " + (version - 1) + "\n"));
      }
    }
    String title = "Edition %d of %s".formatted(version, changed.getFirst().id());
    commit(
        "refs/heads/main",
        "ana",
        "Merge change %d: %s\n\n%s\n%sChange: %d\nChange-Digest: sha256:%s\nApproved-by: omar\n"
            .formatted(
                change,
                title,
                body.isEmpty() ? "Promotes nothing.\n" : body,
                trailers,
                change,
                "0".repeat(64)));
    int merge = mark;
    for (Map.Entry<String, String> file : written.entrySet()) {
      file(file.getKey(), file.getValue());
    }
    Map<String, Object> payload = new HashMap<>(BenchAttestation.APPROVED);
    payload.put("change", change);
    payload.put("branch", "changes/edition-" + change);
    payload.put("head", "0".repeat(40));
    payload.put("title", title);
    payload.put("files", files);
    payload.put("versions", versions);
    payload.put("promotions", promotions);
    commit("refs/notes/attestations", "Sluice", "Attestation of change " + change + "\n");
    text("N inline :" + merge + "\n");
    data(attestations.sign(payload));
  }

  private static String from(int version) {
    return version == 1 ? "(its first version there)" : "(from v" + (version - 1) + ")";
  }

  private void commit(String ref, String author, String message) throws IOException {
    mark++;
    time += 30;
    text(
        """
        commit %s
        mark :%d
        author %s <%s@sluice.invalid> %d +0000
        committer Sluice <Sluice@sluice.invalid> %d +0000
        """
            .formatted(ref, mark, author, author, time, time));
    data(message);
  }

  private void file(String path, String content) throws IOException {
    text("M 100644 inline " + path + "\n");
    data(content);
  }

  private void data(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    text("data " + bytes.length + "\n");
    out.write(bytes);
    out.write('\n');
  }

  private void text(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }
}
