package io.sluice.registry.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.registry.Prompts;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Policy;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Lets main grow at random, by commits as merges, rollbacks and operators make them. */
final class RandomMain {
  private static final int PROMPTS = 6;

  private final GitReader git;
  private final GitWriter writer;
  private final CommitReader contents;
  private final Random random;
  private final String prefix;
  private final Map<String, Integer> latest = new LinkedHashMap<>();
  private final Map<String, List<String>> digests = new LinkedHashMap<>();
  private int change;
  private int time = 1_800_000_000;

  RandomMain(GitReader git, GitWriter writer, CommitReader contents, long seed) {
    this.git = git;
    this.writer = writer;
    this.contents = contents;
    this.random = new Random(seed);
    this.prefix = "random-" + seed + "-";
    this.change = 500_000 + (int) (seed % 1000) * 1000;
  }

  void grow(int commits) throws IOException {
    for (int i = 0; i < commits; i++) {
      switch (random.nextInt(10)) {
        case 0 -> rollBack();
        case 1 -> promoteAgain();
        case 2 -> editPolicy();
        default -> merge(1 + random.nextInt(3));
      }
    }
  }

  /** Leaves the policy as other tests expect it. */
  void end() throws IOException {
    land(
        git.mainHead(),
        Map.of("sluice.yaml", Optional.of(Policy.INITIAL.getBytes(UTF_8))),
        "",
        List.of());
  }

  private void merge(int prompts) throws IOException {
    Map<String, Optional<byte[]>> files = new LinkedHashMap<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      String id = prefix + random.nextInt(PROMPTS);
      if (!ids.contains(id)) {
        ids.add(id);
        change(id, files);
      }
    }
    String head = git.mainHead();
    String draft = writer.commit(head, files, "draft\n", "ana", at());
    StringBuilder trailers = new StringBuilder();
    List<String> promotions = new ArrayList<>();
    for (String id : ids) {
      int number = latest.merge(id, 1, Integer::sum);
      String digest = contents.content(draft, id).orElseThrow().digest();
      digests.computeIfAbsent(id, any -> new ArrayList<>()).add(digest);
      trailers.append("Prompt-Version: %s@%d %s\n".formatted(id, number, digest));
      if (random.nextInt(3) > 0) {
        promote(id, number, files, promotions);
      }
    }
    land(head, files, "Some reason.\n\n" + trailers, promotions);
  }

  private void change(String id, Map<String, Optional<byte[]>> files) {
    String entry = Prompts.entry(id, "Purpose " + random.nextInt(1000));
    if (random.nextInt(4) == 0) {
      entry += "lifecycle: {state: deprecated, reason: old}\n";
    }
    boolean onlyTests = latest.containsKey(id) && random.nextInt(4) == 0;
    if (!onlyTests) {
      files.put("prompts/" + id + "/prompt.yaml", Optional.of(entry.getBytes(UTF_8)));
    }
    if (onlyTests || random.nextInt(3) == 0) {
      String suite = Prompts.suite().replace("twice", "x" + random.nextInt(1000));
      files.put("prompts/" + id + "/tests.yaml", Optional.of(suite.getBytes(UTF_8)));
    }
  }

  private void promote(
      String id, int number, Map<String, Optional<byte[]>> files, List<String> promotions) {
    String digest = digests.get(id).get(number - 1);
    EnvironmentFile file =
        new EnvironmentFile(
            id, number, digest, number > 1 ? number - 1 : null, MissingNode.getInstance());
    files.put("environments/production/" + id + ".yaml", Optional.of(file.bytes()));
    promotions.add(
        "{\"environment\":\"production\",\"prompt\":\"%s\",\"version\":%d,\"digest\":\"%s\"}"
            .formatted(id, number, digest));
  }

  /** A merge that promotes what runs already changes nothing on main, though it is attested. */
  private void promoteAgain() throws IOException {
    for (String id : latest.keySet()) {
      Optional<EnvironmentFile> now = contents.environmentFile(git.mainHead(), "production", id);
      if (now.isPresent()) {
        List<String> promotions = new ArrayList<>();
        promote(id, now.get().version(), new LinkedHashMap<>(), promotions);
        land(git.mainHead(), Map.of(), "", promotions);
        return;
      }
    }
  }

  private void rollBack() throws IOException {
    String head = git.mainHead();
    for (String id : latest.keySet()) {
      EnvironmentFile now = contents.environmentFile(head, "production", id).orElse(null);
      if (now != null && now.version() > 1) {
        int to = now.version() - 1;
        EnvironmentFile back =
            new EnvironmentFile(
                id, to, digests.get(id).get(to - 1), null, MissingNode.getInstance());
        String commit =
            writer.commit(
                head,
                Map.of("environments/production/" + id + ".yaml", Optional.of(back.bytes())),
                "Roll back %s\n\nwhy\n\nRollback: production %s %d -> %d\nRollout: 7\n"
                    .formatted(id, id, now.version(), to),
                "rollout-service",
                at());
        writer.advanceMain(head, commit, "roll back");
        return;
      }
    }
  }

  /** A commit that accounts for nothing: the run that it is in is read commit by commit. */
  private void editPolicy() throws IOException {
    String policy =
        Policy.INITIAL.replace("watch: 48h", "watch: " + (1 + random.nextInt(72)) + "h");
    land(git.mainHead(), Map.of("sluice.yaml", Optional.of(policy.getBytes(UTF_8))), "", List.of());
  }

  private void land(
      String head, Map<String, Optional<byte[]>> files, String text, List<String> promotions)
      throws IOException {
    int number = ++change;
    String commit =
        writer.commit(
            head,
            files,
            "Merge change %d: Title %d\n\n%sChange: %d\nApproved-by: omar\n"
                .formatted(number, number, text, number),
            "ana",
            at());
    String payload = "{\"promotions\":[" + String.join(",", promotions) + "]}";
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    writer.attest(
        commit, "e30." + base64.encodeToString(payload.getBytes(UTF_8)) + ".c2ln" + number, at());
    writer.advanceMain(head, commit, "merge");
  }

  private Instant at() {
    return Instant.ofEpochSecond(time += 60);
  }
}
