package io.sluice.registry.remote;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.Response;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.GitServer;
import io.sluice.testkit.TestTokens;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The running service with an external Git server as its home. */
@RegistryTest
@WithTestResource(GitServerResource.class)
@EnabledIf(
    value = "io.sluice.testkit.GitServer#isAvailable",
    disabledReason = "needs nginx and fcgiwrap (apt-get install nginx-light fcgiwrap)")
class RemoteServiceTest {
  private static final String NOWHERE = "0".repeat(40);

  @TestHTTPResource("/git/prompts.git")
  String url;

  @TestHTTPResource(value = "/metrics", management = true)
  String metrics;

  @TestHTTPResource(value = "/health/ready", management = true)
  String ready;

  private final GitServer server = GitServerResource.server();

  @BeforeEach
  void inSync() {
    server.up();
    eventually(() -> state().equals("in-sync"));
  }

  @AfterEach
  void up() {
    server.up();
  }

  private static void eventually(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(condition::getAsBoolean);
  }

  private static Response remote() {
    return given().auth().oauth2(TestTokens.engineer("ana")).get("/v1/git/remote");
  }

  private static String state() {
    return remote().then().statusCode(200).extract().path("state");
  }

  private String onServer(String ref) {
    return server.git("for-each-ref", "--format=%(objectname)", "refs/heads/" + ref);
  }

  private GitClient ana() {
    return GitClient.clone(url, TestTokens.engineer("ana"));
  }

  /** Somebody who works with the server and not with Sluice. */
  private GitClient atServer() {
    return GitClient.clone(server.repository().toString(), "none");
  }

  private static void prompt(GitClient git, String id, String purpose) {
    git.branchFromMain(id)
        .write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, purpose))
        .write("prompts/" + id + "/tests.yaml", Prompts.suite());
  }

  private static String commit(GitClient git, String message) {
    git.must("add", "-A");
    git.must("commit", "-q", "-m", message);
    return git.must("rev-parse", "HEAD").strip();
  }

  private static Response branchHead(String branch) {
    return given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .get("/v1/branches")
        .then()
        .statusCode(200)
        .extract()
        .response();
  }

  private static boolean isBranchAt(String branch, String head) {
    return head.equals(
        branchHead(branch).path("branches.find { it.branch == '" + branch + "' }.head"));
  }

  private static Integer desiredVersion(String id) {
    return given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/production")
        .then()
        .statusCode(200)
        .extract()
        .path("prompts.find { it.prompt == '" + id + "' }.version");
  }

  @Test
  void aPushHereIsThereBeforeItIsAcknowledgedAndItsMergeToo() {
    GitClient git = ana();
    prompt(git, "through", "Through Sluice");

    assertTrue(git.pushChange("through", "Through").ok());
    assertEquals(git.must("rev-parse", "HEAD").strip(), onServer("changes/through"));

    JsonNode merged = Attestations.mergeBranch("through");

    assertEquals(merged.path("commit").asText(), onServer("main"));
    assertEquals(1, desiredVersion("through"));
    eventually(() -> onServer("changes/through").isEmpty());
  }

  @Test
  void aBranchMadeThereIsHereAndItsPusherIsWhomTheWebhookNames() {
    GitClient git = atServer();
    prompt(git, "elsewhere", "Made at the server");
    String head = commit(git, "Elsewhere");
    git.must("push", "-q", "origin", "HEAD:refs/heads/changes/elsewhere");
    eventually(() -> isBranchAt("changes/elsewhere", head));

    JsonNode unknown = Attestations.comparison("elsewhere");
    assertTrue(unknown.path("problems").toString().contains("pusher-unknown"));
    assertEquals(0, unknown.path("pushes").size());

    String ref = "refs/heads/changes/elsewhere";
    Deliveries.deliverGithub(Deliveries.github(ref, NOWHERE, head, "a-stranger"))
        .then()
        .statusCode(202);
    Deliveries.deliverGithub(Deliveries.github(ref, NOWHERE, head, "a-stranger"))
        .then()
        .statusCode(202);
    GitClient more = atServer();
    more.must("checkout", "-q", "origin/changes/elsewhere");
    more.write("prompts/elsewhere/prompt.yaml", Prompts.entry("elsewhere", "More of it"));
    String second = commit(more, "More");
    more.must("push", "-q", "origin", "HEAD:" + ref);
    Deliveries.deliverGithub(Deliveries.github(ref, head, second, "ana-lopez"))
        .then()
        .statusCode(202);
    eventually(() -> isBranchAt("changes/elsewhere", second));
    eventually(() -> Attestations.comparison("elsewhere").toString().contains("\"ana\""));
    assertTrue(
        Attestations.comparison("elsewhere").path("problems").toString().contains("pusher-unknown"),
        "the stranger's part is still a stranger's");
  }

  @Test
  void aForeignPushIsHeldReportedAndCanBeApproved() {
    GitClient git = atServer();
    prompt(git, "smuggled", "Past review");
    String before = onServer("main");
    String foreign = commit(git, "Straight to main");
    git.must("push", "-q", "origin", "HEAD:refs/heads/main");

    eventually(() -> state().equals("foreign"));

    String branch = "changes/foreign-" + foreign.substring(0, 10);
    remote()
        .then()
        .body("accepted", equalTo(before))
        .body("main", equalTo(foreign))
        .body("foreign.count", equalTo(1))
        .body("foreign.since", notNullValue())
        .body("foreign.commits[0].subject", equalTo("Straight to main"))
        .body("foreign.commits[0].files", hasItem("prompts/smuggled/prompt.yaml"))
        .body("foreign.branch", equalTo(branch));
    assertEquals(null, desiredVersion("smuggled"));
    given().get(metrics).then().body(containsString("sluice_git_foreign_commits 1.0"));
    given()
        .get(ready)
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'git-remote' }.data.degraded", equalTo(true));
    Deliveries.deliverGithub(Deliveries.github("refs/heads/main", before, foreign, "bob.b"))
        .then()
        .statusCode(202);
    String name = branch.substring("changes/".length());
    eventually(() -> Attestations.comparison(name).path("problems").isEmpty());

    Attestations.mergeBranch(name);

    assertEquals(1, desiredVersion("smuggled"));
    assertEquals(before + " " + foreign, server.git("log", "-1", "--format=%P", "refs/heads/main"));
    eventually(() -> state().equals("in-sync"));
    remote().then().body("foreign", nullValue());
    given().get(metrics).then().body(containsString("sluice_git_foreign_commits 0.0"));
  }

  @Test
  void aForeignPushCanBeRevertedByAnOperatorOnly() {
    GitClient git = atServer();
    prompt(git, "unwanted", "Past review");
    String foreign = commit(git, "Unwanted");
    git.must("push", "-q", "origin", "HEAD:refs/heads/main");
    eventually(() -> state().equals("foreign"));
    String branch = "changes/foreign-" + foreign.substring(0, 10);
    eventually(() -> !onServer(branch).isEmpty());

    revert(TestTokens.engineer("ana")).then().statusCode(403);
    revert(TestTokens.operator("olga"))
        .then()
        .statusCode(200)
        .body("reverted", equalTo(foreign))
        .body("commit", equalTo(onServer("main")));
    revert(TestTokens.operator("olga")).then().statusCode(200).body("reverted", nullValue());

    String log = server.git("log", "-1", "--format=%an%n%B", "refs/heads/main");
    assertTrue(log.startsWith("olga\n"), log);
    assertTrue(log.contains("Not ours"), log);
    assertEquals("", server.git("ls-tree", "-r", "refs/heads/main", "prompts/unwanted"));
    eventually(() -> state().equals("in-sync"));
    eventually(() -> onServer(branch).isEmpty());
    assertEquals(null, desiredVersion("unwanted"));
  }

  private static Response revert(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType("application/json")
        .body("{\"reason\": \"Not ours\"}")
        .post("/v1/git/foreign/revert");
  }

  @Test
  void whileTheServerIsDownNothingIsHalfDoneAndReadsGoOn() {
    GitClient git = ana();
    prompt(git, "patient", "First");
    assertTrue(git.pushChange("patient", "First").ok());
    JsonNode comparison = Attestations.comparison("patient");
    String attestation =
        Attestations.sign(Attestations.payload(Attestations.nextChange(), comparison));
    String parent = comparison.path("mainHead").asText();
    server.down();

    Attestations.merge(attestation, parent)
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("type", equalTo("/problems/git-remote-unavailable"))
        .body("detail", not(containsString("server-secret")));
    prompt(git, "refused", "Not taken");
    GitClient.Result push = git.pushChange("refused", "Refused");
    assertFalse(push.ok());
    assertTrue(push.output().contains("does not answer"), push.output());
    assertTrue(push.output().contains("Nothing changed"), push.output());
    assertEquals("", git.must("ls-remote", "origin", "refs/heads/changes/refused"));
    eventually(() -> state().equals("unreachable"));
    given()
        .get(ready)
        .then()
        .statusCode(200)
        .body(
            "checks.find { it.name == 'git-remote' }.data.error",
            containsString("does not answer"));
    given().get(metrics).then().body(containsString("sluice_git_remote_up 0.0"));

    server.up();
    String commit =
        Attestations.merge(attestation, parent).then().statusCode(200).extract().path("commit");
    assertEquals(commit, onServer("main"));
    GitClient.Result again = git.run("push", "origin", "HEAD:refs/heads/changes/refused");
    assertTrue(again.ok(), again.output());
  }

  @Test
  void aRollbackLandsAlthoughForeignCommitsAreThere() {
    GitClient git = ana();
    prompt(git, "back", "First");
    assertTrue(git.pushChange("back", "First").ok());
    Attestations.mergeBranch("back");
    prompt(git, "back", "Second");
    assertTrue(git.pushChange("back-2", "Second").ok());
    Attestations.mergeBranch("back-2");
    GitClient other = atServer();
    prompt(other, "in-the-way", "Past review");
    commit(other, "In the way");
    other.must("push", "-q", "origin", "HEAD:refs/heads/main");

    given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .contentType("application/json")
        .body(
            """
            {"environment": "production", "prompt": "back", "fromVersion": 2, "toVersion": 1,
             "rollout": 12, "reason": "12 of 40 calls failed", "at": "2026-03-01T11:00:00Z"}
            """)
        .post("/v1/rollbacks")
        .then()
        .statusCode(200)
        .body("commit", equalTo(onServer("main")));

    assertEquals(1, desiredVersion("back"));
    assertEquals("", server.git("ls-tree", "-r", "refs/heads/main", "prompts/in-the-way"));
  }

  @Test
  void aDeliveryIsBelievedForItsSignatureOnly() {
    String body = Deliveries.gitea("refs/heads/main", NOWHERE, "1".repeat(40), "ana");
    String good = Deliveries.hmac(GitServerResource.SECRET, body);
    String bad = Deliveries.hmac("guessed", body);

    deliver("gitea", "X-Gitea-Signature", good, body).then().statusCode(202);
    deliver("gitea", "X-Gitea-Signature", bad, body)
        .then()
        .statusCode(401)
        .body("type", equalTo("/problems/unauthenticated"));
    deliver("gitea", "X-Gitea-Signature", good, body + " ").then().statusCode(401);
    deliver("gitea", "X-Other", good, body).then().statusCode(401);
    deliver("github", "X-Hub-Signature-256", "sha256=" + good, body).then().statusCode(202);
    deliver("github", "X-Hub-Signature-256", good, body).then().statusCode(401);
    deliver("gitlab", "X-Gitlab-Token", GitServerResource.SECRET, body).then().statusCode(202);
    deliver("gitlab", "X-Gitlab-Token", "guessed", body).then().statusCode(401);
    deliver("gitlab", "X-Gitlab-Token", "", body).then().statusCode(401);
    deliver("bitbucket", "X-Hub-Signature", good, body).then().statusCode(404);
    String large = "x".repeat(1024 * 1024 + 1);
    deliver("github", "X-Hub-Signature-256", "sha256=0", large).then().statusCode(413);
    Deliveries.deliverGithub("no json").then().statusCode(400);
  }

  private static Response deliver(String server, String header, String proof, String body) {
    return Deliveries.json()
        .header("X-Gitea-Event", "push")
        .header("X-GitHub-Event", "push")
        .header("X-Gitlab-Event", "Push Hook")
        .header(header, proof)
        .body(body)
        .post("/v1/hooks/" + server);
  }

  @Test
  void everyServerNamesTheAccountInItsOwnWay() throws Exception {
    ObjectMapper json = new ObjectMapper();
    String ref = "refs/heads/changes/x";
    String after = "1".repeat(40);
    assertEquals(
        new PushEvent(ref, NOWHERE, after, "ana-lopez"),
        PushEvent.read(
                WebhookKind.GITHUB,
                json.readTree(Deliveries.github(ref, NOWHERE, after, "Ana-Lopez")))
            .orElseThrow());
    assertEquals(
        new PushEvent(ref, NOWHERE, after, "bob.b"),
        PushEvent.read(
                WebhookKind.GITLAB, json.readTree(Deliveries.gitlab(ref, NOWHERE, after, "bob.b")))
            .orElseThrow());
    assertEquals(
        new PushEvent(ref, NOWHERE, after, "ana"),
        PushEvent.read(
                WebhookKind.GITEA, json.readTree(Deliveries.gitea(ref, NOWHERE, after, "ana")))
            .orElseThrow());
  }

  @Test
  void aBranchThatBreaksARuleIsReportedWithItsFindings() {
    GitClient git = atServer();
    git.branchFromMain("broken").write("prompts/broken/prompt.yaml", "apiVersion: [sluice/v1\n");
    commit(git, "Broken");
    git.must("push", "-q", "origin", "HEAD:refs/heads/changes/broken");

    eventually(() -> remote().path("refusedBranches[0]") != null);

    remote()
        .then()
        .body("refusedBranches.branch", contains("changes/broken"))
        .body("refusedBranches[0].problems[0].detail", containsString("YAML"));
    git.must("push", "-q", "origin", ":refs/heads/changes/broken");
    eventually(() -> remote().path("refusedBranches[0]") == null);
  }

  @Test
  void strangersDoNotSeeTheServer() {
    given().auth().oauth2(TestTokens.app("shop")).get("/v1/git/remote").then().statusCode(403);
    given().get("/v1/git/remote").then().statusCode(401);
  }
}
