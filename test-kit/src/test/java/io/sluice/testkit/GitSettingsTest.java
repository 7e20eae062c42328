package io.sluice.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitSettingsTest {
  @TempDir Path folder;

  /** A repository that would be repacked after a push, before the push ends. */
  @Test
  void noRepositoryIsRepackedBehindATestsBack() throws Exception {
    new ProcessBuilder("git", "init", "-q", "--bare", folder.toString()).start().waitFor();
    GitClient git = GitClient.clone(folder.toString(), "no token");
    GitClient bare = git.in(folder);
    bare.must("config", "receive.unpackLimit", "1");
    bare.must("config", "gc.autoPackLimit", "1");
    bare.must("config", "gc.autoDetach", "false");

    for (int commit = 1; commit <= 3; commit++) {
      git.must("commit", "-q", "--allow-empty", "-m", "Commit " + commit);
      git.must("push", "-q", "origin", "HEAD:refs/heads/main");
    }

    try (Stream<Path> files = Files.list(folder.resolve("objects/pack"))) {
      assertEquals(3, files.filter(file -> file.toString().endsWith(".pack")).count());
    }
  }
}
