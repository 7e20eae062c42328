package io.sluice.registry.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RegistryTest
class PushTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  @Inject
  @ConfigProperty(name = "sluice.home")
  Path home;

  private GitClient git;

  @BeforeEach
  void cloneAsAna() {
    git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain("work");
  }

  @Test
  void aGoodChangeIsTakenAndTheReviewIsNamed() {
    git.write("prompts/good/prompt.yaml", Prompts.entry("good", "Good"));

    GitClient.Result pushed = git.pushChange("good", "Add good");

    assertTrue(pushed.ok(), pushed.output());
    assertTrue(pushed.output().contains("/v1/changes?branch=changes/good"), pushed.output());
  }

  @Test
  void whoPushedIsRecordedFromTheTokenNotFromTheCommit() {
    git.write("prompts/who/prompt.yaml", Prompts.entry("who", "Who"));
    assertTrue(git.pushChange("who", "Add who").ok());
    git.must("config", "user.name", "omar");

    assertEquals("ana", Attestations.comparison("who").path("pushes").get(0).path("by").asText());
  }

  @Test
  void aCommitPushedUnderAnotherNameBeforeStillCountsItsPusher() {
    GitClient omar = GitClient.clone(url, TestTokens.engineer("omar"));
    omar.branchFromMain("work")
        .write("prompts/laundered/prompt.yaml", Prompts.entry("laundered", "By omar"));
    assertTrue(omar.pushChange("omars-own", "By omar").ok());
    omar.must("push", "-q", "origin", ":refs/heads/changes/omars-own");
    git.must("pull", "-q", omar.folder().toString(), "work");
    assertTrue(git.run("push", "origin", "HEAD:refs/heads/changes/laundered").ok());

    assertEquals(
        List.of("omar", "ana"),
        Attestations.comparison("laundered").path("pushes").findValuesAsText("by"));
  }

  @Test
  void aPushOptionNamesThePromotionTarget() {
    git.write("prompts/quiet/prompt.yaml", Prompts.entry("quiet", "Quiet"));
    assertTrue(git.pushChange("quiet", "Add quiet", "-o", "promote-to=none").ok());

    assertEquals(0, Attestations.comparison("quiet").path("promotions").size());
  }

  @Test
  void mainTakesNoPushes() throws IOException {
    git.write("prompts/direct/prompt.yaml", Prompts.entry("direct", "Direct"));
    git.must("add", "-A");
    git.must("commit", "-q", "-m", "Straight to main");

    refusedWithoutTrace("branch-name", "push", "origin", "HEAD:refs/heads/main");
    refusedWithoutTrace("branch-name", "push", "--force", "origin", "HEAD~0:refs/heads/main");
    refusedWithoutTrace("branch-name", "push", "origin", ":refs/heads/main");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refs/heads/feature",
        "refs/tags/v1",
        "refs/heads/changes/UPPER",
        "refs/heads/changesx/a",
        "refs/notes/attestations",
        "refs/heads/changes/a_%20"
      })
  void otherRefsTakeNoPushes(String ref) throws IOException {
    git.write("prompts/other/prompt.yaml", Prompts.entry("other", ref));
    git.must("add", "-A");
    git.must("commit", "-q", "-m", "Elsewhere");

    refusedWithoutTrace("branch-name", "push", "--force", "origin", "HEAD:" + ref);
  }

  @Test
  void brokenYamlIsRefusedWithFileAndLine() throws IOException {
    String broken = Prompts.entry("broken", "Broken").replace("model: anthropic", "  model: [");
    git.write("prompts/broken/prompt.yaml", broken);

    String said = refusedChange("yaml-syntax");

    assertTrue(said.contains("prompts/broken/prompt.yaml:6:"), said);
  }

  @Test
  void everyFindingIsNamedAtOnce() throws IOException {
    git.write(
        "prompts/many/prompt.yaml",
        Prompts.entry("many", "Many").replace("team: customer-success\n", "colour: red\n"));
    git.write("prompts/many/tests.yaml", Prompts.suite().replace("cases:", "casess:"));

    String said = refusedChange("schema-required");

    assertTrue(said.contains("prompt.yaml:4:1: Unknown field 'colour'"), said);
    assertTrue(said.contains("'team' is missing"), said);
    assertTrue(said.contains("tests.yaml"), said);
  }

  @Test
  void aPlaceholderThatIsNotDeclaredIsRefused() throws IOException {
    git.write(
        "prompts/undeclared/prompt.yaml",
        Prompts.entry("undeclared", "x").replace("{{email}}", "{{mail}}"));

    refusedChange("template-undeclared");
  }

  @Test
  void warningsArePrintedAndTheReviewerSeesThem() {
    git.write(
        "prompts/warned/prompt.yaml",
        Prompts.entry("warned", "x").replace("Classify the email.", "Answer {{email}}."));

    GitClient.Result pushed = git.pushChange("warned", "Add warned");

    assertTrue(pushed.ok(), pushed.output());
    assertTrue(
        pushed.output().contains("remote: Warning: prompts/warned/prompt.yaml:13:14: {{email}}"),
        pushed.output());
    assertEquals(0, Attestations.comparison("warned").path("problems").size());
    assertEquals(
        List.of("template-in-system"),
        Attestations.comparison("warned").path("warnings").findValuesAsText("rule"));
  }

  @Test
  void aSecretIsRefused() throws IOException {
    git.write(
        "prompts/leak/prompt.yaml",
        Prompts.entry("leak", "x")
            .replace("Classify the email.", "Use key AKIAIOSFODNN7EXAMPLE please."));

    String said = refusedChange("secret");

    assertFalse(said.contains("AKIAIOSFODNN7EXAMPLE"), "the answer must not repeat the secret");
  }

  @Test
  void bidirectionalControlsAreRefused() throws IOException {
    git.write(
        "prompts/bidi/prompt.yaml",
        Prompts.entry("bidi", "x").replace("Classify the", "Classify\u202E the"));

    assertTrue(refusedChange("hidden-character").contains("U+202E"));
  }

  @Test
  void pathsOutsideTheFormatAreRefused() throws IOException {
    git.write("prompts/fine/notes.txt", "hello");
    refusedChange("unknown-path");
  }

  @Test
  void symlinksAreRefused() throws IOException {
    Files.createDirectories(git.folder().resolve("prompts/link"));
    Files.createSymbolicLink(
        git.folder().resolve("prompts/link/prompt.yaml"), Path.of("/etc/passwd"));

    refusedChange("plain-files-only");
  }

  @Test
  void executablesAreRefused() throws IOException {
    git.write("prompts/exec/prompt.yaml", Prompts.entry("exec", "x"));
    assertTrue(git.folder().resolve("prompts/exec/prompt.yaml").toFile().setExecutable(true));

    refusedChange("plain-files-only");
  }

  @Test
  void unrelatedHistoryIsRefused() throws IOException {
    git.must("checkout", "-q", "--orphan", "alone");
    git.write("prompts/alone/prompt.yaml", Prompts.entry("alone", "x"));

    refusedChange("unrelated-history");
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws IOException {
    git.write("prompts/big/prompt.yaml", "x".repeat(2 * 1024 * 1024));
    git.must("add", "-A");
    git.must("commit", "-q", "-m", "Big");

    TreeMap<String, Long> before = repositoryFiles();
    GitClient.Result pushed = git.run("push", "origin", "HEAD:refs/heads/changes/big");

    assertFalse(pushed.ok(), pushed.output());
    assertTrue(pushed.output().contains("[object-too-large]"), pushed.output());
    assertEquals(before, repositoryFiles());
  }

  @Test
  void reviewersCloneButDoNotPush() {
    GitClient omar = GitClient.clone(url, TestTokens.reviewer("omar"));
    omar.branchFromMain("work").write("prompts/r/prompt.yaml", Prompts.entry("r", "x"));

    assertFalse(omar.pushChange("r", "Not allowed").ok());
  }

  @Test
  void strangersDoNotClone() {
    String app = TestTokens.app("shop");
    assertThrows(IllegalStateException.class, () -> GitClient.clone(url, app));
    assertThrows(IllegalStateException.class, () -> GitClient.clone(url, "no-token"));
  }

  private String refusedChange(String rule) throws IOException {
    git.must("add", "-A");
    git.must("commit", "-q", "-m", "A change");
    return refusedWithoutTrace(rule, "push", "origin", "HEAD:refs/heads/changes/refused-" + rule);
  }

  private String refusedWithoutTrace(String rule, String... push) throws IOException {
    TreeMap<String, Long> before = repositoryFiles();
    GitClient.Result pushed = git.run(push);
    assertFalse(pushed.ok(), pushed.output());
    assertTrue(pushed.output().contains("[" + rule + "]"), pushed.output());
    assertEquals(before, repositoryFiles(), "a refused push leaves the repository as it was");
    return pushed.output();
  }

  private TreeMap<String, Long> repositoryFiles() throws IOException {
    TreeMap<String, Long> files = new TreeMap<>();
    for (String folder : List.of("prompts.git", "quarantine")) {
      if (Files.exists(home.resolve(folder))) {
        try (Stream<Path> walk = Files.walk(home.resolve(folder))) {
          for (Path file : walk.filter(Files::isRegularFile).toList()) {
            files.put(file.toString(), Files.size(file));
          }
        }
      }
    }
    return files;
  }
}
