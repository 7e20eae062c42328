package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The manifests are what the build generates, and both overlays build from them. */
class KubernetesManifestsTest {
  private static final Path PROJECT = Path.of(System.getProperty("sluice.project"));

  @BeforeAll
  static void needsKubectl() {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    assumeTrue(there, "kubectl is not installed: the manifests are not checked");
  }

  @Test
  void theCommittedManifestsAreWhatTheBuildGenerates() throws Exception {
    run("k8s/generate", "--check", "--no-build");
  }

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
