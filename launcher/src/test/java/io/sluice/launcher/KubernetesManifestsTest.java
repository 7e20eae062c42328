package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manifests are what the build generates, and both overlays build from them. */
class KubernetesManifestsTest {
  private static final Path PROJECT = Path.of(System.getProperty("sluice.project"));

  @Test
  void theCommittedManifestsAreWhatTheBuildGenerates() throws Exception {
    run("k8s/generate", "--check", "--no-build");
  }

  /** Says so and passes where there is no kubectl. */
  @Test
  void bothOverlaysBuild() throws Exception {
    run("k8s/check");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(PROJECT.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
