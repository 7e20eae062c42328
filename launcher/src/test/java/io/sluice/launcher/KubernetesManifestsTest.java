package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests are what the build generates, both overlays build from them, alerts work. */
class KubernetesManifestsTest {
  private static final Path PROJECT = Path.of(System.getProperty("sluice.project"));

  @Test
  void theCommittedManifestsAreWhatTheBuildGenerates() throws Exception {
    needs("kubectl");
    run("k8s/generate", "--check", "--no-build");
  }

  @Test
  void bothOverlaysBuild() throws Exception {
    needs("kubectl");
    run("k8s/check");
  }

  @Test
  void everyAlertFiresWhenItShouldAndIsQuietWhenItShouldBe() throws Exception {
    needs("promtool");
    run("promtool", "check", "rules", "k8s/alerts.yaml");
    run("promtool", "test", "rules", "k8s/alerts-test.yaml");
  }

  private static void needs(String program) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(there, program + " is not installed");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(PROJECT.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
