package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import io.sluice.launcher.bench.BenchHistory.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Takes changes of one prompt each from a real push to main, and takes the time. */
final class RegistryLanding {
  private static final Pattern CHANGE = Pattern.compile("/v1/changes/(\\d+)");
  private static final String SYNC_SUM = "sluice_index_sync_seconds_sum";
  private static final String SYNC_COUNT = "sluice_index_sync_seconds_count";

  /** Pushes before the first that counts: a service that runs has been pushed to before. */
  private static final int WARM_UP = 15;

  /**
   * What it took.
   *
   * @param pushes from {@code git push} to the URL of the change request
   * @param merges of the whole call, which returns when the index is at the merge
   * @param syncs of the index alone, as the registry's own metric says
   */
  record Result(Figures pushes, Figures merges, Figures syncs) {
    double sync() {
      return syncs.millis(0.5);
    }
  }

  private record Pushed(String branch, int change) {}

  private final BenchPlatform platform;
  private final Size size;
  private final int count;
  private final String run;

  RegistryLanding(BenchPlatform platform, Size size, int count, Clock clock) {
    this.platform = platform;
    this.size = size;
    this.count = count;
    this.run = Long.toString(clock.millis(), 36);
  }

  Result run() {
    Path folder = platform.repository().resolveSibling("clone-" + run);
    make(folder);
    BenchGit git = new BenchGit(folder, platform.token("ana", "engineer"));
    git.must("init", "--quiet", "--bare");
    git.must("remote", "add", "origin", platform.registry().url() + "/git/prompts.git");
    git.must("fetch", "--quiet", "--depth=1", "origin", "main");
    git.must("update-ref", "refs/heads/base", "FETCH_HEAD");
    Result result = new Result(new Figures(), new Figures(), new Figures());
    List<Pushed> pushed = new ArrayList<>();
    for (int i = 0; i < count + WARM_UP; i++) {
      boolean counts = i >= WARM_UP;
      BenchGit.Ran ran = push(git, folder, i);
      Matcher change = CHANGE.matcher(ran.output());
      if (change.find()) {
        pushed.add(new Pushed(branch(i), Integer.parseInt(change.group(1))));
      } else if (counts || ran.exitCode() != 0) {
        throw new UserError("The push printed no change request:\n" + ran.output());
      }
      if (counts) {
        result.pushes().add(ran.untilSeen());
      }
    }
    int warmUp = pushed.size() - count;
    for (int i = 0; i < pushed.size(); i++) {
      boolean warm = i >= warmUp;
      merge(
          pushed.get(i),
          warm ? result.merges() : new Figures(),
          warm ? result.syncs() : new Figures());
    }
    return result;
  }

  private String branch(int number) {
    return "changes/bench-" + run + "-" + number;
  }

  private BenchGit.Ran push(BenchGit git, Path folder, int number) {
    BenchPrompt prompt = new BenchPrompt(number * (size.prompts() / (count + WARM_UP)), 1);
    String entry = prompt.entry().replaceFirst("purpose: .*", "purpose: Pushed by run " + run);
    Path file = folder.resolve("entry.yaml");
    write(file, entry);
    String blob = git.must("hash-object", "-w", file.toString());
    git.must("read-tree", "base");
    git.must(
        "update-index",
        "--cacheinfo",
        "100644," + blob + ",prompts/" + prompt.id() + "/prompt.yaml");
    String tree = git.must("write-tree");
    String commit = git.must("commit-tree", "-p", "base", "-m", "Change one prompt", tree);
    return git.run("/v1/changes/", "push", "origin", commit + ":refs/heads/" + branch(number));
  }

  private void merge(Pushed pushed, Figures merges, Figures syncs) {
    String service = platform.token("review-service", "service");
    JsonNode comparison =
        platform
            .registry()
            .get("/v1/comparison?branch=" + pushed.branch() + "&promoteTo=none", service);
    Map<String, Object> request =
        Map.of(
            "attestation",
            platform.attestations().sign(payload(pushed, comparison)),
            "parent",
            comparison.path("mainHead").asString(""));
    double sumBefore = platform.metric(SYNC_SUM);
    double countBefore = platform.metric(SYNC_COUNT);
    long start = System.nanoTime();
    platform.registry().post("/v1/merges", service, request);
    merges.add(Duration.ofNanos(System.nanoTime() - start));
    double runs = platform.metric(SYNC_COUNT) - countBefore;
    double seconds = platform.metric(SYNC_SUM) - sumBefore;
    if (runs > 0) {
      syncs.add(Duration.ofNanos((long) (seconds / runs * 1e9)));
    }
  }

  private static Map<String, Object> payload(Pushed pushed, JsonNode comparison) {
    List<Object> files = new ArrayList<>();
    for (JsonNode file : comparison.path("files")) {
      files.add(
          Map.of(
              "path", file.path("path").asString(""), "blob", file.path("newBlob").asString("")));
    }
    List<Object> versions = new ArrayList<>();
    for (JsonNode prompt : comparison.path("prompts")) {
      versions.add(
          Map.of(
              "prompt", prompt.path("prompt").asString(""),
              "version", prompt.path("nextVersion").asInt(),
              "digest", prompt.path("nextDigest").asString("")));
    }
    Map<String, Object> payload = new HashMap<>(BenchAttestation.APPROVED);
    payload.put("change", pushed.change());
    payload.put("branch", pushed.branch());
    payload.put("head", comparison.path("head").asString(""));
    payload.put("title", "Change one prompt");
    payload.put("files", files);
    payload.put("versions", versions);
    payload.put("promotions", List.of());
    return payload;
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
