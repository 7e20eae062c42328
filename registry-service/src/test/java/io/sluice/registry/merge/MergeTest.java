package io.sluice.registry.merge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.Response;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.jws.Es256;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestKeys;
import io.sluice.testkit.TestTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.Test;

@RegistryTest
class MergeTest {
  private static final int ASKING = 6;

  @TestHTTPResource("/git/prompts.git")
  String url;

  private GitClient ana() {
    return GitClient.clone(url, TestTokens.engineer("ana"));
  }

  private static void push(GitClient git, String branch, String id, String purpose) {
    git.branchFromMain(branch)
        .write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, purpose))
        .write("prompts/" + id + "/tests.yaml", Prompts.suite());
    GitClient.Result pushed = git.pushChange(branch, "Change " + id + ": " + purpose);
    assertTrue(pushed.ok(), pushed.output());
  }

  @Test
  void anAttestedChangeLandsAndIsDesired() {
    GitClient git = ana();
    push(git, "landing", "landing", "First");

    JsonNode merged = Attestations.mergeBranch("landing");

    assertEquals(1, merged.path("versions").get(0).path("version").asInt());
    git.must("fetch", "-q", "origin");
    String log = git.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("Prompt-Version: landing@1 sha256:"), log);
    assertTrue(log.contains("Approved-by: omar"), log);
    String file = git.must("show", "origin/main:environments/production/landing.yaml");
    assertTrue(file.contains("version: 1\n"), file);
    given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/production")
        .then()
        .statusCode(200)
        .body("prompts.find { it.prompt == 'landing' }.version", equalTo(1))
        .body("prompts.find { it.prompt == 'landing' }.plan.watch", equalTo("48h"))
        .body("prompts.find { it.prompt == 'landing' }.content.prompt.purpose", equalTo("First"));
    assertTrue(
        git.run("ls-remote", "origin", "refs/heads/changes/landing").output().isBlank(),
        "a merged branch is deleted");
  }

  @Test
  void askingAgainGivesTheSameCommit() {
    GitClient git = ana();
    push(git, "again", "again", "First");
    JsonNode comparison = Attestations.comparison("again");
    String attestation =
        Attestations.sign(Attestations.payload(Attestations.nextChange(), comparison));
    String parent = comparison.path("mainHead").asText();

    String first = Attestations.merge(attestation, parent).then().extract().path("commit");
    String second = Attestations.merge(attestation, parent).then().extract().path("commit");

    assertEquals(first, second);
  }

  /** After an interruption, who asked before and who finishes what was left ask together. */
  @Test
  void askingTogetherGivesEverybodyTheSameCommit() throws Exception {
    GitClient git = ana();
    for (int round = 1; round <= 3; round++) {
      String branch = "together-" + round;
      push(git, branch, "together", "Round " + round);
      JsonNode comparison = Attestations.comparison(branch);
      String attestation =
          Attestations.sign(Attestations.payload(Attestations.nextChange(), comparison));
      Callable<Response> ask =
          () -> Attestations.merge(attestation, comparison.path("mainHead").asText());
      String commit = null;
      List<Response> answers = new ArrayList<>();
      try (var threads = Executors.newFixedThreadPool(ASKING)) {
        for (Future<Response> asked : threads.invokeAll(Collections.nCopies(ASKING, ask))) {
          answers.add(asked.get());
        }
      }
      answers.add(ask.call());
      for (Response answer : answers) {
        // 503 asks to try again; a refusal, or "main has moved", would be the end of the change.
        if (answer.statusCode() != 503) {
          assertEquals(200, answer.statusCode(), answer.asString());
          commit = commit == null ? answer.path("commit") : commit;
          assertEquals(commit, answer.path("commit"));
        }
      }
      assertNotNull(commit);
    }
  }

  @Test
  void aForgedAttestationIsRefused() throws Exception {
    GitClient git = ana();
    push(git, "forged", "forged", "First");
    JsonNode comparison = Attestations.comparison("forged");
    ObjectNode approval = Attestations.payload(Attestations.nextChange(), comparison);
    EllipticCurveJsonWebKey own = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    own.setKeyId(TestKeys.get().attestationKey().getKeyId());

    Attestations.merge(
            SignedApproval.sign(own, approval.toString()), comparison.path("mainHead").asText())
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/attestation-refused"))
        .body("detail", containsString("signature is wrong"));
  }

  /**
   * Main's policy lets nobody break the glass: then a signature that says somebody did is no use.
   */
  @Test
  void aBrokenGlassNeedsAReasonAndAPolicyThatKnowsEmergencies() {
    push(ana(), "emergency", "emergency", "First");
    JsonNode comparison = Attestations.comparison("emergency");
    String parent = comparison.path("mainHead").asText();
    ObjectNode approval = Attestations.payload(Attestations.nextChange(), comparison);
    approval.putArray("approvals");

    Attestations.merge(Attestations.sign(approval), parent)
        .then()
        .statusCode(422)
        .body("detail", containsString("nobody who approved"));
    approval.putObject("breakGlass").put("by", "olga");
    Attestations.merge(Attestations.sign(approval), parent)
        .then()
        .statusCode(422)
        .body("detail", containsString("who broke the glass and why"));
    approval.putObject("breakGlass").put("by", "olga").put("reason", "Checkout is down");
    Attestations.merge(Attestations.sign(approval), parent)
        .then()
        .statusCode(422)
        .body("detail", containsString("lets nobody break the glass for production"));
  }

  @Test
  void whatWasSignedBeforeThereWereEnvelopesStillLands() {
    GitClient git = ana();
    push(git, "older", "older", "First");
    JsonNode comparison = Attestations.comparison("older");
    ObjectNode approval = Attestations.payload(Attestations.nextChange(), comparison);
    String jws =
        Es256.sign(TestKeys.get().attestationKey(), "sluice-approval/v1", approval.toString());

    Attestations.merge(jws, comparison.path("mainHead").asText()).then().statusCode(200);

    given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/production")
        .then()
        .body("prompts.find { it.prompt == 'older' }.attestation", equalTo(jws));
  }

  @Test
  void whatWasNotApprovedDoesNotLand() {
    GitClient git = ana();
    push(git, "swapped", "swapped", "Approved text");
    ObjectNode payload =
        Attestations.payload(Attestations.nextChange(), Attestations.comparison("swapped"));
    git.write("prompts/swapped/prompt.yaml", Prompts.entry("swapped", "Unapproved text"));
    assertTrue(git.pushChange("swapped", "Swap").ok());
    JsonNode later = Attestations.comparison("swapped");
    payload.put("head", later.path("head").asText());

    Attestations.merge(Attestations.sign(payload), later.path("mainHead").asText())
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/merge-refused"))
        .body("errors.detail", hasItem(containsString("not approved")));
  }

  @Test
  void aStaleParentIsAConflict() {
    GitClient git = ana();
    push(git, "stale-one", "stale-one", "First");
    push(git, "stale-two", "stale-two", "First");
    JsonNode two = Attestations.comparison("stale-two");
    Attestations.mergeBranch("stale-one");

    Attestations.merge(
            Attestations.sign(Attestations.payload(Attestations.nextChange(), two)),
            two.path("mainHead").asText())
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/main-moved"));
  }

  @Test
  void aChangeOfAnOlderVersionIsStale() {
    GitClient git = ana();
    push(git, "raced", "raced", "First");
    Attestations.mergeBranch("raced");
    push(git, "raced-a", "raced", "Second by a");
    push(git, "raced-b", "raced", "Second by b");
    Attestations.mergeBranch("raced-a");

    JsonNode late = Attestations.comparison("raced-b");

    assertTrue(late.path("problems").toString().contains("stale-base"), late.toPrettyString());
  }

  @Test
  void aChangeCannotPickTheTeamThatApprovesIt() {
    GitClient git = ana();
    push(git, "team", "team-owned", "First");
    Attestations.mergeBranch("team");
    git.branchFromMain("team-2")
        .write(
            "prompts/team-owned/prompt.yaml",
            Prompts.entry("team-owned", "Second").replace("customer-success", "anas-friends"));
    assertTrue(git.pushChange("team-2", "Change the team").ok());

    assertEquals(
        "customer-success",
        Attestations.comparison("team-2").path("prompts").get(0).path("team").asText());
  }

  @Test
  void aRollbackLandsOnMainAndIsRepeatable() {
    GitClient git = ana();
    push(git, "back", "back", "First");
    Attestations.mergeBranch("back");
    push(git, "back-2", "back", "Second");
    Attestations.mergeBranch("back-2");

    String commit = rollBack("back", 2, 1).then().statusCode(200).extract().path("commit");
    String again = rollBack("back", 2, 1).then().statusCode(200).extract().path("commit");

    assertEquals(commit, again);
    git.must("fetch", "-q", "origin");
    String log = git.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.startsWith("Roll back back in production: v2 -> v1"), log);
    assertTrue(log.contains("12 of 40 calls failed"), log);
    assertTrue(
        git.must("show", "origin/main:environments/production/back.yaml").contains("version: 1\n"));
  }

  @Test
  void theSameTextAgainIsAnotherVersionWithItsOwnAttestation() {
    GitClient git = ana();
    push(git, "again-1", "again-and-again", "First");
    Attestations.mergeBranch("again-1");
    push(git, "again-2", "again-and-again", "Second");
    Attestations.mergeBranch("again-2");
    push(git, "again-3", "again-and-again", "First");
    Attestations.mergeBranch("again-3");

    rollBack("again-and-again", 3, 1).then().statusCode(200);

    String attestation =
        given()
            .auth()
            .oauth2(TestTokens.service("rollout-service"))
            .get("/v1/environments/production")
            .then()
            .extract()
            .path("prompts.find { it.prompt == 'again-and-again' }.attestation");
    String payload = SignedApproval.unverified(attestation).orElseThrow();
    assertTrue(payload.contains("\"version\":1}"), payload);
  }

  @Test
  void aVersionThatWasNeverApprovedThereIsNoRollbackTarget() {
    GitClient git = ana();
    push(git, "never", "never", "First");
    Attestations.mergeBranch("never");

    rollBack("never", 1, 7)
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/rollback-refused"));
  }

  @Test
  void onlyServicesMerge() {
    given()
        .auth()
        .oauth2(TestTokens.reviewer("omar"))
        .contentType("application/json")
        .body("{}")
        .post("/v1/merges")
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
  }

  private static Response rollBack(String prompt, int from, int to) {
    return given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .contentType("application/json")
        .body(
            """
            {"environment": "production", "prompt": "%s", "fromVersion": %d, "toVersion": %d,
             "rollout": 12, "reason": "12 of 40 calls failed", "at": "2026-03-01T11:00:00Z"}
            """
                .formatted(prompt, from, to))
        .post("/v1/rollbacks");
  }
}
