package io.sluice.registry.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape of push that is refused, and that is taken. After each refusal the repository is,
 * file by file and byte by byte, what it was. By itself some of the refused ones, others from run
 * to run; {@code -Dsluice.shapes=all} is all of them.
 */
@RegistryTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GitMatrixTest {
  private static final boolean ALL = "all".equals(System.getProperty("sluice.shapes"));
  private static final int SOME = 60;
  private static final long SEED = Long.getLong("sluice.shapes.seed", System.nanoTime() & 0xffffff);
  private static final String TOKEN = TestTokens.engineer("ana");

  @TestHTTPResource("/git/prompts.git")
  String url;

  @Inject
  @ConfigProperty(name = "sluice.home")
  Path home;

  private Stage stage;

  @BeforeAll
  void keepABranch() {
    GitClient git = GitClient.clone(url, TOKEN);
    git.branchFromMain("work").write("prompts/kept/prompt.yaml", Prompts.entry("kept", "x"));
    assertTrue(git.pushChange("kept", "Kept").ok());
    stage = new Stage(git, url, TOKEN, git.must("rev-parse", "origin/main").strip());
  }

  static List<Shape> refused() {
    List<Shape> shapes =
        new ArrayList<>(
            Stream.of(RefShapes.all(), TreeShapes.all(), TextShapes.all(), PackShapes.all())
                .flatMap(List::stream)
                .toList());
    if (ALL) {
      return shapes;
    }
    System.out.printf("%d of %d shapes, -Dsluice.shapes.seed=%d%n", SOME, shapes.size(), SEED);
    Collections.shuffle(shapes, new Random(SEED));
    return shapes.subList(0, SOME);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Shape shape) {
    stage.clean();
    Map<String, String> before = RepositoryState.of(home);

    String said = shape.attack().on(stage);

    assertTrue(said.endsWith("REFUSED"), said);
    assertTrue(
        said.contains("[" + shape.rule() + "]") || said.contains("/problems/" + shape.rule()),
        said);
    assertEquals(before, RepositoryState.of(home), "the repository is as it was");
  }

  static List<Shape> allowed() {
    return AllowedShapes.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void allowed(Shape shape) {

    String said = shape.attack().on(stage.clean());

    assertTrue(said.endsWith("DONE"), said);
  }

  @AfterAll
  void theRepositoryIsSound() {
    GitClient.Result checked =
        stage
            .git()
            .in(home.resolve("prompts.git"))
            .run("fsck", "--full", "--strict", "--no-dangling");
    assertTrue(checked.ok() && !checked.output().contains("error"), checked.output());
  }
}
