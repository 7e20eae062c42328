package io.sluice.registry.git;

import static io.sluice.registry.git.HandPush.ZERO;
import static io.sluice.registry.git.Shape.refused;

import io.sluice.registry.Prompts;
import java.util.List;
import java.util.stream.IntStream;

/** What may not be pushed because of where it would go; {@code changes/kept} exists. */
final class RefShapes {
  private RefShapes() {}

  static List<Shape> all() {
    return List.of(
        git("main", "branch-name", "push", "origin", "HEAD:refs/heads/main"),
        git("main by force", "branch-name", "push", "-f", "origin", "HEAD:refs/heads/main"),
        git("main deleted", "branch-name", "push", "origin", ":refs/heads/main"),
        git("another branch", "branch-name", "push", "origin", "HEAD:refs/heads/feature"),
        git("a tag", "branch-name", "push", "origin", "HEAD:refs/tags/v1"),
        git(
            "notes by force",
            "branch-name",
            "push",
            "-f",
            "origin",
            "HEAD:refs/notes/attestations"),
        git("other notes", "branch-name", "push", "origin", "HEAD:refs/notes/commits"),
        git("a ref of its own kind", "branch-name", "push", "origin", "HEAD:refs/changes/1"),
        git("upper case", "branch-name", "push", "origin", "HEAD:refs/heads/changes/Upper"),
        git("a percent sign", "branch-name", "push", "origin", "HEAD:refs/heads/changes/a%20b"),
        git("a letter beyond ASCII", "branch-name", "push", "origin", "HEAD:refs/heads/changes/ä"),
        git("the folder of changes", "branch-name", "push", "origin", "HEAD:refs/heads/changes"),
        git(
            "a very long name",
            "branch-name",
            "push",
            "origin",
            "HEAD:refs/heads/changes/" + "x".repeat(101)),
        git(
            "below a branch",
            "branch-name-taken",
            "push",
            "origin",
            "HEAD:refs/heads/changes/kept/a"),
        git("21 branches", "too-many-refs", many(21)),
        git("an unknown push option", "push-option", push("-o", "promote-to=Up!")),
        git("11 push options", "push-option", push(options(11))),
        refused(
            "a folder of a branch",
            "branch-name-taken",
            stage ->
                stage.git(
                    "push",
                    "origin",
                    "HEAD:refs/heads/changes/both",
                    "HEAD:refs/heads/changes/both/a")),
        hand("HEAD", "HEAD"),
        hand("no name", "refs/heads/changes/"),
        hand("two dots", "refs/heads/changes/a..b"),
        hand("the way up", "refs/heads/changes/../main"),
        hand("a lock", "refs/heads/changes/a.lock"),
        hand("a leading dot", "refs/heads/changes/.a"),
        hand("a trailing slash", "refs/heads/changes/a/"),
        hand("a trailing dot", "refs/heads/changes/a."),
        hand("an empty part", "refs/heads/changes//a"),
        hand("a reflog", "refs/heads/changes/a@{1}"),
        hand("a control character", "refs/heads/changes/a\u001b[31m"),
        hand("a line break", "refs/heads/changes/a\nb"),
        hand("a blank", "refs/heads/changes/a b"),
        hand("one level", "refs/a"),
        refused(
            "a branch that is somewhere else",
            "branch-moved",
            stage -> command(stage, stage.main(), stage.main(), "refs/heads/changes/kept")),
        refused(
            "a branch that exists, as if it were new",
            "branch-moved",
            stage -> command(stage, ZERO, stage.main(), "refs/heads/changes/kept")),
        refused(
            "a branch that does not exist, deleted",
            "branch-unknown",
            stage -> command(stage, stage.main(), ZERO, "refs/heads/changes/missing")),
        refused(
            "a branch that does not exist, moved",
            "branch-unknown",
            stage -> command(stage, stage.main(), stage.main(), "refs/heads/changes/missing")),
        refused(
            "a branch named twice",
            "ref-twice",
            stage ->
                stage.hand(
                    new HandPush()
                        .command(ZERO, stage.main(), "refs/heads/changes/twice")
                        .command(ZERO, stage.main(), "refs/heads/changes/twice")
                        .flush()
                        .flush()
                        .raw(new HandPack().bytes()))),
        refused("5,000 commands", "push-protocol", RefShapes::flood));
  }

  private static String flood(Stage stage) {
    HandPush push = new HandPush();
    for (int i = 0; i < 5_000; i++) {
      push.command(ZERO, stage.main(), "refs/heads/changes/flood-" + i);
    }
    return stage.hand(push.flush().flush().raw(new HandPack().bytes()));
  }

  private static Shape git(String name, String rule, String... command) {
    return refused(
        name,
        rule,
        stage ->
            stage
                .write("prompts/shape/prompt.yaml", Prompts.entry("shape", "x"))
                .commit()
                .git(command));
  }

  private static Shape hand(String name, String ref) {
    return refused(name, "branch-name", stage -> command(stage, ZERO, stage.main(), ref));
  }

  private static String command(Stage stage, String from, String to, String ref) {
    HandPush push = new HandPush().command(from, to, ref).flush().flush();
    return stage.hand(to.equals(ZERO) ? push : push.raw(new HandPack().bytes()));
  }

  private static String[] many(int branches) {
    return Stage.with(
        List.of("push", "origin"),
        IntStream.range(0, branches).mapToObj(i -> "HEAD:refs/heads/changes/many-" + i).toList());
  }

  private static String[] push(String... options) {
    return Stage.with(
        List.of("push"),
        java.util.stream.Stream.concat(
                java.util.Arrays.stream(options),
                java.util.stream.Stream.of("origin", "HEAD:refs/heads/changes/shape"))
            .toList());
  }

  private static String[] options(int count) {
    return IntStream.range(0, count)
        .boxed()
        .flatMap(i -> java.util.stream.Stream.of("-o", "x=" + i))
        .toArray(String[]::new);
  }
}
