package io.sluice.registry.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RegistryTest
class FetchTest {
  private static final String HIDDEN = "refs/hidden/thing";

  @TestHTTPResource("/git/prompts.git")
  String url;

  @Inject GitRepository repository;
  @Inject GitReader reader;
  @TempDir Path folder;

  private GitClient git;

  @BeforeEach
  void cloneAsAna() {
    git = GitClient.clone(url, TestTokens.engineer("ana"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"engineer", "reviewer", "operator"})
  void peopleClone(String role) {
    GitClient person = GitClient.clone(url, TestTokens.of("somebody", role));

    assertTrue(Files.exists(person.folder().resolve("sluice.yaml")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "service"})
  void machinesDoNotClone(String role) throws Exception {
    for (String path : List.of("/info/refs?service=git-upload-pack", "/git-upload-pack")) {
      assertEquals(403, ask(path, TestTokens.of("somebody", role), "").statusCode(), path);
    }
  }

  @Test
  void withoutATokenThereIsNothing() throws Exception {
    for (String path : List.of("/info/refs?service=git-upload-pack", "/git-upload-pack")) {
      assertEquals(401, ask(path, "", "").statusCode(), path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2"})
  void onlyMainChangesAndAttestationsAreSeen(String protocol) throws IOException {
    ObjectId main = ObjectId.fromString(reader.mainHead());
    Refs.compareAndSet(repository.jgit(), HIDDEN, ObjectId.zeroId(), main, "hide");
    try {
      String seen = git.must("-c", "protocol.version=" + protocol, "ls-remote", "origin");

      assertTrue(seen.contains("refs/heads/main"), seen);
      assertTrue(
          seen.lines()
              .map(line -> line.substring(line.indexOf('\t') + 1))
              .allMatch(
                  ref -> ref.matches("HEAD|refs/heads/(main|changes/.*)|refs/notes/attestations")),
          seen);
    } finally {
      Refs.delete(repository.jgit(), HIDDEN, main);
    }
  }

  @Test
  void theSecondProtocolIsSpoken() throws Exception {
    String token = TestTokens.engineer("ana");

    String offered = ask("/info/refs?service=git-upload-pack", token, "").body();
    String refs = ask("/git-upload-pack", token, "0014command=ls-refs\n0000").body();

    assertTrue(offered.contains("version 2") && offered.contains("fetch=shallow"), offered);
    assertTrue(refs.contains(reader.mainHead() + " refs/heads/main"), refs);
  }

  @Test
  void aShallowCloneIsDeepenedLater() {
    String at = folder.resolve("shallow").toString();
    git.must("clone", "-q", "--depth", "1", "--no-local", url, at);
    GitClient shallow = git.in(Path.of(at));

    assertEquals("1", shallow.must("rev-list", "--count", "HEAD").strip());
    shallow.must("fetch", "-q", "--unshallow");
    assertEquals(
        git.must("rev-list", "--count", "origin/main"),
        shallow.must("rev-list", "--count", "HEAD"));
  }

  @Test
  void aPartialCloneGetsEverythingAndSaysSo() {
    String at = folder.resolve("partial").toString();

    String said = git.must("clone", "--filter=blob:none", "--no-local", url, at);

    assertTrue(said.contains("filtering not recognized by server, ignoring"), said);
    assertFalse(git.in(Path.of(at)).must("rev-list", "--objects", "--all").isEmpty());
  }

  private HttpResponse<String> ask(String path, String token, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Git-Protocol", "version=2");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!path.startsWith("/info")) {
      request
          .header("Content-Type", "application/x-git-upload-pack-request")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
