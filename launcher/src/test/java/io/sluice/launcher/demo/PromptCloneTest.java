package io.sluice.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.Examples;
import io.sluice.launcher.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real git against a repository in a folder. */
class PromptCloneTest {
  private static final String REFUSE_MAIN =
      """
      #!/bin/sh
      if [ "$1" = refs/heads/main ]; then
        echo "refs/heads/main: main moves by approved merges." >&2
        exit 1
      fi
      """;

  @TempDir private Path folder;
  private Git origin;
  private PromptClone clone;

  @BeforeEach
  void makeOrigin() throws Exception {
    Path seed = Files.createDirectories(folder.resolve("seed"));
    Git git = new Git(seed, "sluice", "none");
    git.output("init", "--quiet", "--initial-branch=main");
    Files.writeString(seed.resolve("sluice.yaml"), "apiVersion: sluice/v1\n");
    merge(git, seed, 1, "");
    merge(git, seed, 2, "\nPrompt-Version: x@1 sha256:aa\nApproved-by: omar");
    merge(git, seed, 3, "\nPrompt-Version: x@2 sha256:bb\nApproved-by: omar");
    merge(git, seed, 4, "\nPrompt-Version: x-2@7 sha256:cc\nApproved-by: omar");
    git.output("clone", "--quiet", "--bare", seed.toString(), folder.resolve("bare").toString());
    Path hook = folder.resolve("bare/hooks/update");
    Files.writeString(hook, REFUSE_MAIN);
    assertTrue(hook.toFile().setExecutable(true));
    origin = new Git(folder.resolve("bare"), "sluice", "none");
    clone = open("clone");
  }

  @Test
  void readsVersionsFromTheTrailersOfMain() {
    assertEquals(2, clone.latestVersion("x"));
    assertEquals(7, clone.latestVersion("x-2"));
    assertEquals(0, clone.latestVersion("y"));
  }

  @Test
  void readsWhatProductionRuns() {
    assertEquals(3, clone.productionVersion("x"));
    assertEquals(0, clone.productionVersion("y"));
  }

  @Test
  void pushesAChapterAsOneCommitOfItsAuthor() {
    Chapter chapter = Chapter.story().getFirst();
    clone.commit("changes/x-v1", "x", chapter, Example.in(Examples.PROJECT));
    clone.push("changes/x-v1");
    String pushed = "changes/x-v1";
    assertEquals(clone.head(), origin.output("rev-parse", pushed));
    assertEquals("ana <ana@example.com>", origin.output("log", "-1", "--format=%an <%ae>", pushed));
    assertEquals(chapter.title(), origin.output("log", "-1", "--format=%s", pushed));
    assertTrue(origin.output("show", pushed + ":prompts/x/prompt.yaml").contains("\nid: x\n"));
    assertTrue(
        origin
            .output("show", pushed + ":environments/production/x.yaml")
            .contains("version: next\nrollout:\n  stages: [100]\n"));
  }

  @Test
  void takesUpABranchThatAnInterruptedRunHasPushed() {
    Chapter chapter = Chapter.story().getFirst();
    Example example = Example.in(Examples.PROJECT);
    clone.commit("changes/x-v1", "x", chapter, example);
    clone.push("changes/x-v1");
    PromptClone later = open("later");
    later.commit("changes/x-v1", "x", chapter, example);
    assertEquals(clone.head(), later.head());
    later.push("changes/x-v1");
  }

  @Test
  void aRefusedPushIsNotTriedAgainAndItsReasonIsTold() {
    clone.commit("changes/x-v1", "x", Chapter.story().getFirst(), Example.in(Examples.PROJECT));
    assertEquals(
        Optional.of("refs/heads/main: main moves by approved merges."), clone.pushToMain());
    UserError refusal = assertThrows(UserError.class, () -> clone.push("main"));
    assertTrue(refusal.getMessage().contains("main moves by"), refusal.getMessage());
  }

  private PromptClone open(String name) {
    return PromptClone.of(
        folder.resolve("bare").toString(),
        folder.resolve(name),
        "ana",
        "none",
        new Patience(Duration.ofSeconds(20)));
  }

  private static void merge(Git git, Path seed, int version, String trailers) throws Exception {
    Path environment = seed.resolve("environments/production/x.yaml");
    Files.createDirectories(environment.getParent());
    Files.writeString(
        environment, "apiVersion: sluice/v1\nprompt: x\nversion: %d\n".formatted(version - 1));
    git.output("add", "--all");
    git.output("commit", "--quiet", "-m", "Change " + version, "-m", "Words." + "\n" + trailers);
  }
}
