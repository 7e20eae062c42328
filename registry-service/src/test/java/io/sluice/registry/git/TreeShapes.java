package io.sluice.registry.git;

import static io.sluice.registry.git.HandPack.entry;
import static io.sluice.registry.git.HandPack.join;
import static io.sluice.registry.git.Shape.refused;

import io.sluice.registry.Prompts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What may not be pushed because of the files, trees, commits and histories in it. */
final class TreeShapes {
  private TreeShapes() {}

  static List<Shape> all() {
    return List.of(
        refused("a symlink", "plain-files-only", TreeShapes::symlink),
        refused("an executable", "plain-files-only", TreeShapes::executable),
        refused("a submodule", "plain-files-only", TreeShapes::submodule),
        file(".gitmodules"),
        file(".gitattributes"),
        file("prompts/shape/.gitignore"),
        file("README.md"),
        file("prompts/shape/notes.txt"),
        file("prompts/Shape/prompt.yaml"),
        refused(
            "a file SLUICE.YAML beside sluice.yaml",
            "duplicate-entries",
            stage -> stage.pushFile("SLUICE.YAML", "# a comment\n")),
        file("prompts/shape/deeper/prompt.yaml"),
        file("prompts/a..b/prompt.yaml"),
        name(".git", "has-dotgit"),
        name(".GIT", "has-dotgit"),
        name("git~1", "has-dotgit"),
        name(".git ", "has-dotgit"),
        name(".git.", "has-dotgit"),
        name(".g\u200cit", "has-dotgit"),
        name(".", "has-dot"),
        name("..", "has-dotdot"),
        name("", "empty-name"),
        name("a/b", "full-pathname"),
        name("con", "win32-bad-name"),
        two("the same name twice", "duplicate-entries", "a", "a"),
        two("names that differ in case", "duplicate-entries", "A", "a"),
        two("names out of order", "tree-not-sorted", "b", "a"),
        mode("a mode with zeros in front", "0100644", "zero-padded-filemode"),
        mode("no mode", "", "object-broken"),
        mode("a mode that is none", "100844", "object-broken"),
        refused("a tree that ends too early", "object-broken", TreeShapes::cutTree),
        commit("a commit without a tree", "author A <a@b> 1 +0000\n", "missing-tree"),
        commit("a commit without an author", "tree %s\n", "missing-author"),
        commit(
            "a commit without a committer",
            "tree %s\nauthor A <a@b> 1 +0000\n",
            "missing-committer"),
        commit("a parent that is no id", "tree %s\nparent x\n", "bad-parent-sha1"),
        commit("an author without an address", "tree %s\nauthor A 1 +0000\n", "missing-email"),
        commit("an author without a time", "tree %s\nauthor A <a@b> x +0000\n", "bad-date"),
        commit("an author without a time zone", "tree %s\nauthor A <a@b> 1 x\n", "bad-timezone"),
        refused("trees that make a billion paths", "unknown-path", TreeShapes::pathBomb),
        refused("a hundred thousand files of one", "too-many-files", TreeShapes::wideBomb),
        refused("2,001 changed files of one", "change-too-large", s -> copies(s, 2_001, "x")),
        refused(
            "more text than a person reviews",
            "change-too-large",
            s -> copies(s, 40, "x".repeat(250_000))),
        refused("a history of its own", "unrelated-history", TreeShapes::orphan),
        refused("201 commits", "too-many-commits", TreeShapes::longHistory),
        refused("a tag as a branch", "branch-commit", TreeShapes::tagAsBranch),
        refused("a blob as a branch", "branch-commit", TreeShapes::blobAsBranch),
        refused("the policy removed", "policy-stays", TreeShapes::policyRemoved));
  }

  private static Shape file(String path) {
    return refused(
        "a file " + path,
        "unknown-path",
        stage -> stage.pushFile(path, Prompts.entry("shape", "x")));
  }

  private static Shape name(String name, String rule) {
    return refused(
        "a name '" + name + "'",
        rule,
        stage -> {
          HandPack pack = new HandPack();
          return stage.handTree(pack, entry("100644", name, pack.blob("x")));
        });
  }

  private static Shape two(String what, String rule, String one, String other) {
    return refused(
        what,
        rule,
        stage -> {
          HandPack pack = new HandPack();
          String blob = pack.blob("x");
          return stage.handTree(
              pack, join(entry("100644", one, blob), entry("100644", other, blob)));
        });
  }

  private static Shape mode(String what, String mode, String rule) {
    return refused(
        what,
        rule,
        stage -> {
          HandPack pack = new HandPack();
          return stage.handTree(pack, entry(mode, "sluice.yaml", pack.blob("x")));
        });
  }

  private static Shape commit(String what, String header, String rule) {
    return refused(
        what,
        rule,
        stage -> {
          HandPack pack = new HandPack();
          String tree = pack.tree(entry("100644", "sluice.yaml", pack.blob("x")));
          String commit = pack.commit(header.replace("%s", tree) + "\nBy hand\n");
          return stage.hand(HandPush.create("refs/heads/changes/shape", commit, pack.bytes()));
        });
  }

  private static String symlink(Stage stage) {
    try {
      Path folder = Files.createDirectories(stage.git().folder().resolve("prompts/shape"));
      Files.createSymbolicLink(folder.resolve("prompt.yaml"), Path.of("/etc/passwd"));
      return stage.commit().push("shape");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String executable(Stage stage) {
    stage.write("prompts/shape/prompt.yaml", Prompts.entry("shape", "x"));
    stage.git().must("add", "-A");
    stage.git().must("update-index", "--chmod=+x", "prompts/shape/prompt.yaml");
    stage.git().must("commit", "-q", "-m", "A program");
    return stage.push("shape");
  }

  private static String submodule(Stage stage) {
    stage
        .git()
        .must("update-index", "--add", "--cacheinfo", "160000," + stage.main() + ",prompts/shape");
    stage.git().must("commit", "-q", "-m", "A submodule");
    return stage.push("shape");
  }

  private static String cutTree(Stage stage) {
    byte[] whole = entry("100644", "sluice.yaml", stage.main());
    return stage.handTree(new HandPack(), java.util.Arrays.copyOf(whole, whole.length - 1));
  }

  private static String pathBomb(Stage stage) {
    HandPack pack = new HandPack();
    String tree = pack.tree(new byte[0]);
    for (int level = 0; level < 12; level++) {
      byte[] all = new byte[0];
      for (int i = 0; i < 10; i++) {
        all = join(all, entry("40000", "d" + i, tree));
      }
      tree = pack.tree(all);
    }
    return stage.handTree(pack, entry("40000", "prompts", tree));
  }

  /** Commits that change every file of a tree of many files that are one. */
  private static String wideBomb(Stage stage) {
    HandPack pack = new HandPack();
    String parent = stage.main();
    for (int turn = 0; turn < 8; turn++) {
      String folder = pack.tree(entry("100644", "prompt.yaml", pack.blob("x" + turn)));
      parent =
          pack.commit(
              pack.tree(entry("40000", "prompts", pack.tree(folders(folder, 8_000)))), parent);
    }
    return stage.hand(HandPush.create("refs/heads/changes/shape", parent, pack.bytes()));
  }

  private static byte[] folders(String folder, int count) {
    byte[][] all = new byte[count][];
    for (int i = 0; i < count; i++) {
      all[i] = entry("40000", "p%05d".formatted(i), folder);
    }
    return join(all);
  }

  private static String copies(Stage stage, int count, String text) {
    HandPack pack = new HandPack();
    String folder = pack.tree(entry("100644", "prompt.yaml", pack.blob(text)));
    String commit =
        pack.commit(
            pack.tree(entry("40000", "prompts", pack.tree(folders(folder, count)))), stage.main());
    return stage.hand(HandPush.create("refs/heads/changes/shape", commit, pack.bytes()));
  }

  private static String orphan(Stage stage) {
    stage.git().must("checkout", "-q", "--orphan", "alone");
    return stage.pushFile("prompts/alone/prompt.yaml", Prompts.entry("alone", "x"));
  }

  private static String longHistory(Stage stage) {
    HandPack pack = new HandPack();
    String parent = stage.main();
    for (int i = 0; i < 201; i++) {
      String folder = pack.tree(entry("100644", "prompt.yaml", pack.blob("x" + i)));
      String prompts = pack.tree(entry("40000", "p", folder));
      parent = pack.commit(pack.tree(entry("40000", "prompts", prompts)), parent);
    }
    return stage.hand(HandPush.create("refs/heads/changes/shape", parent, pack.bytes()));
  }

  private static String tagAsBranch(Stage stage) {
    stage.commit().git().must("tag", "-f", "-a", "-m", "A tag", "shape");
    return stage.git("push", "origin", "refs/tags/shape:refs/heads/changes/shape");
  }

  private static String blobAsBranch(Stage stage) {
    HandPack pack = new HandPack();
    String blob = pack.blob("x");
    return stage.hand(HandPush.create("refs/heads/changes/shape", blob, pack.bytes()));
  }

  private static String policyRemoved(Stage stage) {
    stage.git().must("rm", "-q", "-f", "sluice.yaml");
    return stage.commit().push("shape");
  }
}
