package io.sluice.registry.git;

import static io.sluice.registry.git.Shape.allowed;

import io.sluice.registry.Prompts;
import io.sluice.testkit.GitClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What may be pushed; each shape leaves branches of its own behind. */
final class AllowedShapes {
  private AllowedShapes() {}

  static List<Shape> all() {
    return List.of(
        allowed("a new branch", s -> change(s, "new").push("matrix/new")),
        allowed("a second commit", s -> change(change(s, "next"), "next-b").push("matrix/next")),
        allowed("a name of several parts", s -> change(s, "parts").push("matrix/team/a_b.c-1")),
        allowed(
            "a name of 100 characters", s -> change(s, "long").push("matrix/" + "x".repeat(93))),
        allowed("an own branch, rewritten", AllowedShapes::rewritten),
        allowed("an own branch, deleted", AllowedShapes::deleted),
        allowed("20 branches at once", AllowedShapes::twenty),
        allowed(
            "all or none",
            s -> change(s, "atomic").git("push", "--atomic", "origin", at("atomic"))),
        allowed("a branch that is at main", s -> s.push("matrix/at-main")),
        allowed(
            "a promotion target",
            s -> change(s, "none").git("push", "-o", "promote-to=none", "origin", at("none"))),
        allowed("main merged into a branch", AllowedShapes::merged),
        allowed(
            "a suite beside its prompt",
            s ->
                change(s.write("prompts/suite/tests.yaml", Prompts.suite()), "suite")
                    .push("matrix/suite")),
        allowed("an id of all that an id may have", s -> change(s, "0a.b_c-d").push("matrix/id")),
        allowed(
            "Persian with its joiners",
            text("persian", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")),
        allowed("Hindi with its joiners", text("hindi", "\u0915\u094d\u200d\u0937")),
        allowed(
            "a family of emoji",
            text("emoji", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \u2764\ufe0f")),
        allowed(
            "Hebrew and Arabic",
            text("bidi", "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627")),
        allowed(
            "lines that end as on Windows",
            s ->
                s.write(
                        "prompts/crlf/prompt.yaml",
                        Prompts.entry("crlf", "x").replace("\n", "\r\n"))
                    .commit()
                    .push("matrix/crlf")),
        allowed("a file of almost 256 KiB", text("big", "word ".repeat(50_000))),
        allowed("a pack with deltas", s -> deltas(s)),
        allowed("from a shallow clone", s -> fromClone(s, "shallow", "--depth", "1")),
        allowed("from a clone without blobs", s -> fromClone(s, "partial", "--filter=blob:none")),
        allowed(
            "by the first protocol",
            s -> change(s, "v0").git("-c", "protocol.version=0", "push", "origin", at("v0"))));
  }

  static String at(String branch) {
    return "HEAD:refs/heads/changes/matrix/" + branch;
  }

  private static Stage change(Stage stage, String id) {
    return stage.write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, "x")).commit();
  }

  private static Shape.Attack text(String id, String text) {
    return stage ->
        stage
            .write(
                "prompts/" + id + "/prompt.yaml",
                Prompts.entry(id, "x").replace("Classify the email.", text))
            .commit()
            .push("matrix/" + id);
  }

  private static String rewritten(Stage stage) {
    change(stage, "rewritten").push("matrix/rewritten");
    stage.git().must("commit", "-q", "--amend", "-m", "Said better");
    return stage.git("push", "--force", "origin", at("rewritten"));
  }

  private static String deleted(Stage stage) {
    change(stage, "deleted").push("matrix/deleted");
    return stage.git("push", "origin", ":refs/heads/changes/matrix/deleted");
  }

  private static String twenty(Stage stage) {
    change(stage, "twenty");
    return stage.git(
        Stream.concat(
                Stream.of("push", "origin"),
                IntStream.range(0, 20).mapToObj(i -> at("twenty-" + i)))
            .toArray(String[]::new));
  }

  private static String merged(Stage stage) {
    change(stage, "one");
    stage.git().must("checkout", "-q", "-B", "other", "origin/main");
    change(stage, "two");
    stage.git().must("merge", "-q", "--no-ff", "-m", "Both", "work");
    return stage.push("matrix/merged");
  }

  private static String deltas(Stage stage) {
    for (int i = 0; i < 30; i++) {
      String text = "word ".repeat(5_000) + i;
      stage
          .write(
              "prompts/delta/prompt.yaml",
              Prompts.entry("delta", "x").replace("Classify the email.", text))
          .commit();
    }
    return stage.push("matrix/deltas");
  }

  private static String fromClone(Stage stage, String id, String... how) {
    try {
      String folder = Files.createTempDirectory("sluice-" + id).toString();
      stage
          .git()
          .must(
              Stream.concat(
                      Stream.concat(Stream.of("clone", "-q"), Stream.of(how)),
                      Stream.of("--no-local", stage.url(), folder))
                  .toArray(String[]::new));
      GitClient clone = stage.git().in(java.nio.file.Path.of(folder));
      Stage there = new Stage(clone, stage.url(), stage.token(), stage.main());
      return change(there, id).push("matrix/" + id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
