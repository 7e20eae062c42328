package io.sluice.registry.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.registry.Prompts;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.GitServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry's Git side against a real {@code git http-backend} behind nginx. */
class RemoteTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;
  private GitServer server;
  private Side here;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        GitServer.isAvailable(), "needs nginx and fcgiwrap (apt-get install nginx-light fcgiwrap)");
    server = GitServer.start();
    here = new Side(folder.resolve("here"), settings(server.url()));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static RemoteSettings settings(String url) {
    return new RemoteSettings(
        Optional.of(url), "sluice", Optional.empty(), Optional.empty(), Duration.ofSeconds(1));
  }

  /** A registry, as far as Git goes. */
  private static final class Side {
    final GitRepository repository;
    final GitRemote remote;
    final GitReader reader;
    final GitWriter writer;
    final RemoteBranches branches;
    final ForeignCommits foreign;
    final RemoteSync sync;

    Side(Path home, RemoteSettings settings) throws IOException {
      // Each at another time: a seed is a function of it, and equal seeds would be related.
      Clock clock = Clock.fixed(AT.minusSeconds(home.hashCode() & 0xffff), ZoneOffset.UTC);
      repository = new GitRepository(home, settings, clock);
      remote = new GitRemote(settings, repository);
      RemoteMain main = new RemoteMain(remote, repository);
      branches = new RemoteBranches(remote, repository);
      foreign = new ForeignCommits(repository);
      reader = new GitReader(repository);
      writer = new GitWriter(repository, remote, main, branches);
      sync = new RemoteSync(remote, main, branches, foreign, repository);
    }

    /** A pass as the reconciler makes it, without the record of pushers. */
    RemoteSync.Report pass() throws IOException {
      RemoteSync.Report report = sync.run();
      for (BranchArrival arrival : report.branches().arrivals()) {
        assertTrue(branches.letIn(arrival));
      }
      Optional<BranchArrival> offer = report.held().flatMap(ForeignCommits.Held::offer);
      if (offer.isPresent()) {
        assertTrue(branches.letIn(offer.get()));
        foreign.offered(offer.get());
      }
      return report;
    }

    /** A commit on main, as a merge makes it; its id. */
    String commit(String id) throws IOException {
      String parent = reader.mainHead();
      return writer.commitOnMain(parent, entry(id), "Merge " + id + "\n", "ana", AT);
    }

    boolean merge(String id) throws IOException {
      String parent = reader.mainHead();
      String commit = commit(id);
      writer.attest(commit, "attested " + id, AT);
      return writer.advanceMain(parent, commit, "test");
    }

    Optional<byte[]> onMain(String id) throws IOException {
      return reader.read(reader.mainHead(), "prompts/" + id + "/prompt.yaml");
    }
  }

  private static Map<String, Optional<byte[]>> entry(String id) {
    return Map.of(
        "prompts/" + id + "/prompt.yaml", Optional.of(Prompts.entry(id, "Text").getBytes(UTF_8)));
  }

  private String serverMain() {
    return server.git("rev-parse", "refs/heads/main");
  }

  /** Somebody with an account at the server. */
  private GitClient bob() {
    return GitClient.clone(server.url(), "none");
  }

  /** Pushes straight to main at the server; the commit. */
  private String foreignPush(String id) {
    GitClient bob = bob();
    bob.write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, "Past review"));
    bob.must("add", "-A");
    bob.must("commit", "-q", "-m", "Straight to main: " + id);
    bob.must("push", "-q", "origin", "HEAD:refs/heads/main");
    return bob.must("rev-parse", "HEAD").strip();
  }

  private void hook(String name, String script) throws IOException {
    Path hook = server.repository().resolve("hooks").resolve(name);
    Files.writeString(hook, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void anEmptyServerGetsMainAndEveryMergeWithItsAttestation() throws IOException {
    assertInstanceOf(MainState.InSync.class, here.pass().state());
    assertEquals(here.reader.mainHead(), serverMain());

    assertTrue(here.merge("one"));

    assertEquals(here.reader.mainHead(), serverMain());
    assertEquals(
        "attested one", server.git("notes", "--ref=attestations", "show", here.reader.mainHead()));
    assertEquals("", server.git("for-each-ref", "refs/sluice"));
  }

  @Test
  void anEmptyRegistryAdoptsWhatTheServerHas() throws IOException {
    here.pass();
    here.merge("one");

    Side other = new Side(folder.resolve("other"), settings(server.url()));
    assertInstanceOf(MainState.InSync.class, other.pass().state());

    assertEquals(serverMain(), other.reader.mainHead());
    try (MainWalk walk = other.reader.walk()) {
      assertEquals(Optional.of("attested one"), walk.attestation(serverMain()));
    }
    Side seeded = new Side(folder.resolve("seeded"), RemoteSettings.none());
    seeded.repository.jgit().close();
    Side turnedOn = new Side(folder.resolve("seeded"), settings(server.url()));
    assertInstanceOf(MainState.InSync.class, turnedOn.pass().state());
    assertEquals(serverMain(), turnedOn.reader.mainHead());
  }

  @Test
  void anUnrelatedServerIsRefusedAndWhatIsThereIsServed() throws IOException {
    Side seeded = new Side(folder.resolve("seeded"), RemoteSettings.none());
    assertTrue(seeded.merge("kept"));
    String accepted = seeded.reader.mainHead();
    here.pass();
    here.merge("another");
    String before = serverMain();

    Side turnedOn = new Side(folder.resolve("seeded"), settings(server.url()));

    assertInstanceOf(MainState.Unrelated.class, turnedOn.pass().state());
    assertEquals(accepted, turnedOn.reader.mainHead());
    Exception refused = assertThrows(Exception.class, () -> turnedOn.merge("more"));
    assertTrue(refused.getMessage().contains("shares no history"), refused.getMessage());
    assertEquals(before, serverMain());
  }

  @Test
  void whileTheServerIsDownNothingMovesAndAfterwardsEverythingDoes() throws IOException {
    here.pass();
    String before = here.reader.mainHead();
    server.down();

    Exception down = assertThrows(Exception.class, () -> here.merge("later"));
    assertTrue(down.getMessage().contains("does not answer"), down.getMessage());
    assertThrows(RemoteException.class, here::pass);
    assertThrows(
        Exception.class,
        () -> here.writer.moveBranch("changes/later", null, here.reader.mainHead()));
    assertEquals(before, here.reader.mainHead());
    assertEquals(Optional.empty(), here.reader.head("changes/later"));

    server.up();
    assertTrue(here.merge("later"));
    assertEquals(here.reader.mainHead(), serverMain());
  }

  @Test
  void aServerThatKeepsSilentIsGivenUpInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Side waiting =
          new Side(
              folder.resolve("waiting"),
              settings("http://127.0.0.1:" + silent.getLocalPort() + "/prompts.git"));
      long start = System.nanoTime();

      RemoteException gaveUp = assertThrows(RemoteException.class, waiting::pass);

      long tookMs = (System.nanoTime() - start) / 1_000_000;
      assertTrue(gaveUp.getMessage().contains("kept silent for 1 s"), gaveUp.getMessage());
      assertTrue(tookMs >= 900 && tookMs < 5_000, tookMs + " ms");
    }
  }

  @Test
  void whatWasRewoundOrDeletedThereIsPutBack() throws IOException {
    here.pass();
    String old = here.reader.mainHead();
    here.merge("one");
    here.merge("two");
    String accepted = here.reader.mainHead();

    server.git("update-ref", "refs/heads/main", old);
    assertInstanceOf(MainState.InSync.class, here.pass().state());
    assertEquals(accepted, serverMain());

    server.git("update-ref", "-d", "refs/heads/main");
    server.git("update-ref", "-d", "refs/notes/attestations");
    assertInstanceOf(MainState.InSync.class, here.pass().state());
    assertEquals(accepted, serverMain());
    assertEquals("attested two", server.git("notes", "--ref=attestations", "show", accepted));
  }

  @Test
  void aForeignCommitIsHeldOfferedAndNeverPartOfMain() throws IOException {
    here.pass();
    String accepted = here.reader.mainHead();
    String foreign = foreignPush("smuggled");

    RemoteSync.Report report = here.pass();

    assertEquals(new MainState.Foreign(foreign, false), report.state());
    assertEquals(accepted, here.reader.mainHead());
    ForeignCommits.Held held = report.held().orElseThrow();
    assertEquals(1, held.count());
    assertEquals("Straight to main: smuggled", held.commits().getFirst().subject());
    assertEquals(List.of("prompts/smuggled/prompt.yaml"), held.commits().getFirst().files());
    String branch = "changes/foreign-" + foreign.substring(0, 10);
    assertEquals(branch, held.branch());
    String offered = here.reader.head(branch).orElseThrow();
    assertEquals(
        List.of("prompts/smuggled/prompt.yaml"),
        here.reader.changedFiles(accepted, offered).stream().map(ChangedFile::path).toList());
    here.pass();
    assertEquals(offered, server.git("rev-parse", "refs/heads/" + branch));

    assertTrue(here.merge("approved"));

    assertEquals(here.reader.mainHead(), serverMain());
    assertEquals(
        accepted + " " + foreign, server.git("log", "-1", "--format=%P", "refs/heads/main"));
    assertEquals(Optional.empty(), here.onMain("smuggled"));
    assertEquals(accepted, here.reader.commit(here.reader.mainHead()).parent(), "the first parent");
    assertInstanceOf(MainState.InSync.class, here.pass().state());
    assertEquals(Optional.of(offered), here.reader.head(branch));
  }

  @Test
  void aForeignCommitThatBreaksARuleIsReportedAndNotOffered() throws IOException {
    here.pass();
    GitClient bob = bob();
    bob.write("prompts/bad/prompt.yaml", "no: entry\n");
    bob.must("add", "-A");
    bob.must("commit", "-q", "-m", "Bad");
    bob.must("push", "-q", "origin", "HEAD:refs/heads/main");

    ForeignCommits.Held held = here.pass().held().orElseThrow();

    assertFalse(held.findings().isEmpty());
    assertEquals(Optional.empty(), held.offer());
    assertEquals(List.of(), here.reader.branches());
  }

  @Test
  void afterALostRaceTheCommitIsMadeAgainOnTopOfBoth() throws IOException {
    here.pass();
    String accepted = here.reader.mainHead();
    String foreign = foreignPush("faster");

    assertFalse(here.merge("slower"), "the server has moved, nobody knew");
    assertEquals(accepted, here.reader.mainHead());
    assertEquals(foreign, serverMain());

    assertTrue(here.merge("slower"));
    assertEquals(here.reader.mainHead(), serverMain());
    assertEquals(
        accepted + " " + foreign, server.git("log", "-1", "--format=%P", "refs/heads/main"));
  }

  @Test
  void rewoundAndPushedOverIsForeignAndNothingAcceptedIsLost() throws IOException {
    here.pass();
    String old = here.reader.mainHead();
    here.merge("one");
    String accepted = here.reader.mainHead();
    server.git("update-ref", "refs/heads/main", old);
    String foreign = foreignPush("instead");

    assertEquals(new MainState.Foreign(foreign, true), here.pass().state());
    assertTrue(here.merge("two"));

    server.git("merge-base", "--is-ancestor", accepted, "refs/heads/main");
    server.git("merge-base", "--is-ancestor", foreign, "refs/heads/main");
    assertTrue(here.onMain("one").isPresent());
    assertEquals(Optional.empty(), here.onMain("instead"));
  }

  @Test
  void aPushWhoseAnswerGotLostIsKnownAgain() throws IOException {
    here.pass();
    String before = here.reader.mainHead();
    hook("post-receive", "sleep 2");

    Exception lost = assertThrows(Exception.class, () -> here.merge("arrived"));

    assertTrue(lost.getMessage().contains("kept silent"), lost.getMessage());
    assertEquals(before, here.reader.mainHead());
    assertFalse(before.equals(serverMain()), "the server has it");
    hook("post-receive", "exit 0");
    // Another process, as after a crash, and with a foreign push on top of it.
    String foreign = foreignPush("on-top");
    Side restarted = new Side(folder.resolve("here"), settings(server.url()));
    restarted.writer.settle();
    assertTrue(restarted.onMain("arrived").isPresent());
    assertEquals(Optional.empty(), restarted.onMain("on-top"));
    assertEquals(new MainState.Foreign(foreign, false), restarted.pass().state());
  }

  @Test
  void aServerThatRefusesMainIsReportedInItsOwnWords() throws IOException {
    here.pass();
    String before = here.reader.mainHead();
    hook("pre-receive", "echo main is protected; exit 1");

    Exception refused = assertThrows(Exception.class, () -> here.merge("denied"));

    assertTrue(refused.getMessage().contains("main is protected"), refused.getMessage());
    assertEquals(before, here.reader.mainHead());
    Files.delete(server.repository().resolve("hooks/pre-receive"));
    assertTrue(here.merge("allowed"));
  }

  @Test
  void branchesFollowWhereverTheyAreMadeMovedOrDeleted() throws IOException {
    here.pass();
    GitClient bob = bob();
    bob.branchFromMain("shorter");
    bob.write("prompts/shorter/prompt.yaml", Prompts.entry("shorter", "First"));
    assertTrue(bob.pushChange("shorter", "First").ok());

    RemoteSync.Report made = here.pass();
    String first = bob.must("rev-parse", "HEAD").strip();
    assertEquals(Optional.of(first), here.reader.head("changes/shorter"));
    assertEquals(null, made.branches().arrivals().getFirst().pushedFrom());

    bob.write("prompts/shorter/prompt.yaml", Prompts.entry("shorter", "Second"));
    bob.must("commit", "-aqm", "Second", "--amend");
    bob.must("push", "-qf", "origin", "HEAD:refs/heads/changes/shorter");
    RemoteSync.Report moved = here.pass();
    assertEquals(first, moved.branches().arrivals().getFirst().pushedFrom());
    String second = bob.must("rev-parse", "HEAD").strip();
    assertEquals(Optional.of(second), here.reader.head("changes/shorter"));

    bob.must("push", "-q", "origin", ":refs/heads/changes/shorter");
    assertEquals(List.of("changes/shorter"), here.pass().branches().departed());
    assertEquals(Optional.empty(), here.reader.head("changes/shorter"));

    assertTrue(here.writer.moveBranch("changes/api", null, second));
    assertEquals(second, server.git("rev-parse", "refs/heads/changes/api"));
    assertTrue(here.writer.deleteBranch("changes/api", second));
    assertEquals("", server.git("for-each-ref", "refs/heads/changes"));
    assertEquals(List.of(), here.pass().branches().arrivals());
  }

  @Test
  void aBranchThatIsDeletedHereWhileTheServerIsDownDoesNotComeBack() throws IOException {
    here.pass();
    String head = here.writer.commit(here.reader.mainHead(), entry("gone"), "Gone\n", "ana", AT);
    assertTrue(here.writer.moveBranch("changes/gone", null, head));
    server.down();
    assertTrue(here.writer.deleteBranch("changes/gone", head));
    server.up();

    assertEquals(List.of(), here.pass().branches().arrivals());
    assertEquals("", server.git("for-each-ref", "refs/heads/changes"));
  }

  @Test
  void aBranchThatBreaksARuleIsReportedAndNotLetIn() throws IOException {
    here.pass();
    GitClient bob = bob();
    bob.branchFromMain("broken");
    bob.write("prompts/broken/prompt.yaml", "apiVersion: [sluice/v1\n");
    assertTrue(bob.pushChange("broken", "Broken").ok());
    String head = bob.must("rev-parse", "HEAD").strip();

    RefusedBranch refused = here.pass().branches().refused().getFirst();

    assertEquals("changes/broken", refused.branch());
    assertEquals(2, refused.findings().getFirst().line());
    assertEquals(List.of(), here.reader.branches());
    assertFalse(here.reader.hasCommit(head), "its objects stayed in quarantine");
    assertEquals(1, here.pass().branches().refused().size());
    bob.write("prompts/broken/prompt.yaml", Prompts.entry("broken", "Mended"));
    bob.must("commit", "-aqm", "Mend", "--amend");
    bob.must("push", "-qf", "origin", "HEAD:refs/heads/changes/broken");
    assertEquals(List.of(), here.pass().branches().refused());
    assertEquals(1, here.reader.branches().size());
  }

  @Test
  void aPasswordIsNeededReadAnewAndNeverTold() throws IOException {
    try (GitServer locked = GitServer.start("sluice", "right-secret")) {
      Path token = Files.writeString(folder.resolve("token"), "wrong-secret\n");
      Side side =
          new Side(
              folder.resolve("locked"),
              new RemoteSettings(
                  Optional.of(locked.url()),
                  "sluice",
                  Optional.empty(),
                  Optional.of(token),
                  Duration.ofSeconds(2)));
      RemoteException wrong = assertThrows(RemoteException.class, side::pass);
      assertTrue(wrong.getMessage().contains("refuses the user name or the token"));
      Side nameless = new Side(folder.resolve("nameless"), settings(locked.url()));
      assertThrows(RemoteException.class, nameless::pass);

      Files.writeString(token, "right-secret\n");
      assertInstanceOf(MainState.InSync.class, side.pass().state());
      assertTrue(side.merge("let-in"));

      for (Throwable e = wrong; e != null; e = e.getCause()) {
        assertFalse(String.valueOf(e).contains("secret\n"), "told");
        assertFalse(String.valueOf(e).contains("wrong-secret"), "told");
      }
    }
  }

  @Test
  void anAddressWithAPasswordOrAnotherSchemeIsRefusedAndNotRepeated() {
    for (String url :
        List.of("http://ana:hidden@example.com/x.git", "ssh://example.com/x.git", "/x.git")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> settings(url));
      assertTrue(refused.getMessage().contains("sluice.git.remote"));
      assertFalse(refused.getMessage().contains("hidden"));
    }
  }
}
