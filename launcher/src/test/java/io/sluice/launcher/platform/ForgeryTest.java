package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.launcher.platform.TestMachine.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who can write where only the platform should: into the review's database, into the Git
 * store, or with a service's token. Nothing of it is ever served, and all of it is reported.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForgeryTest {
  @TempDir static Path folder;
  private static TestMachine machine;
  private static People people;

  @BeforeAll
  static void up() {
    machine = TestMachine.in(folder);
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
    people = new People(machine);
  }

  @AfterAll
  static void down() {
    machine.sluice("down");
  }

  private static void isNotServed(String id) {
    assertEquals(404, people.active(id, "one").status(), people.active(id, "one").raw().body());
  }

  private static JsonNode verification() {
    return machine.get(Service.REVIEW, "/v1/audit/verification", people.olga()).body();
  }

  private static Boolean logged(Service service, String text) {
    try {
      return Files.readString(machine.platform.service(service).log()).contains(text) ? true : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(1)
  void anAppsAnswerLeadsBackToWhoApprovedWhichDigest() throws Exception {
    people.land("proven", "Approved");
    Answer served =
        until(
            "served",
            () ->
                people.active("proven", "one").status() == 200
                    ? people.active("proven", "one")
                    : null);
    Path body = Files.writeString(folder.resolve("served.json"), served.raw().body());
    String token = served.raw().headers().firstValue("Sluice-Decision").orElseThrow();

    Ran ofBody = machine.sluice("verify", "--served", body.toString());
    Ran ofToken = machine.sluice("verify", "--decision", token);

    assertEquals(0, ofBody.exitCode(), ofBody.output());
    String digest = served.body().path("digest").asString("");
    assertTrue(
        ofBody.output().contains("VERIFIED: omar approved proven@1 with digest " + digest),
        ofBody.output());
    assertEquals(0, ofToken.exitCode(), ofToken.output());
    Files.writeString(body, served.raw().body().replace("Approved", "Forged"));
    assertEquals(1, machine.sluice("verify", "--served", body.toString()).exitCode());
    assertEquals(1, machine.sluice("verify", "proven@2").exitCode());
  }

  @Test
  @Order(2)
  void anApprovalInTheDatabaseThatNobodyGaveMergesNothing() {
    JsonNode change = people.push("forged-approval", "Never approved");
    machine.sql(
        "review",
        "INSERT INTO approval (change_number, approver, digest, teams, approved_at) VALUES (%d,"
                .formatted(change.path("number").asInt())
            + " 'omar', '%s', '{customer-success}', now())"
                .formatted(change.path("digest").asString("")));

    Answer merge = people.act(change, "merge", people.omar());

    assertEquals(409, merge.status(), merge.raw().body());
    assertEquals("/problems/forged-record", merge.body().path("type").asString(""));
    isNotServed("forged-approval");
    assertTrue(
        verification().path("forged").toString().contains("approval of omar"),
        verification().toString());
    until("logged", () -> logged(Service.REVIEW, "approvals of [omar] that nobody gave"));
  }

  @Test
  @Order(3)
  void aChangeThatIsMergedInTheDatabaseOnlyIsNotServed() {
    JsonNode change = people.push("forged-merge", "Never merged");
    machine.sql(
        "review",
        "UPDATE change_request SET state = 'MERGED', merge_commit = '%s' WHERE number = %d"
            .formatted("0".repeat(40), change.path("number").asInt()));

    assertTrue(
        verification()
            .path("forged")
            .toString()
            .contains("change " + change.path("number").asInt() + " is merged"),
        verification().toString());
    isNotServed("forged-merge");
  }

  @Test
  @Order(4)
  void aStolenServiceTokenWithoutTheSigningKeyMergesNothing() throws Exception {
    people.push("stolen", "Never approved");
    String token = machine.token("review-service", "service");
    JsonNode comparison =
        machine.get(Service.REGISTRY, "/v1/comparison?branch=changes/stolen", token).body();
    EllipticCurveJsonWebKey own = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setHeader("typ", "sluice-approval/v1");
    jws.setKeyIdHeaderValue(trustedKeyId());
    jws.setKey(own.getPrivateKey());
    jws.setPayload("{\"change\": 4711}");

    Answer merge =
        machine.post(
            Service.REGISTRY,
            "/v1/merges",
            token,
            "{\"attestation\": \"%s\", \"parent\": \"%s\"}"
                .formatted(
                    jws.getCompactSerialization(), comparison.path("mainHead").asString("")));

    assertEquals(422, merge.status(), merge.raw().body());
    assertEquals("/problems/attestation-refused", merge.body().path("type").asString(""));
    isNotServed("stolen");
    until("logged", () -> logged(Service.REGISTRY, "an attestation that cannot be believed"));
  }

  private static String trustedKeyId() {
    return machine.sluice("keys").output().split("\\s+", 2)[0];
  }

  @Test
  @Order(5)
  void aCommitPutIntoTheGitStoreByHandIsNotServed() {
    people.push("proven", "Forged");
    String digest =
        machine
            .get(
                Service.REGISTRY,
                "/v1/comparison?branch=changes/proven",
                machine.token("review-service", "service"))
            .body()
            .path("prompts")
            .path(0)
            .path("nextDigest")
            .asString("");
    String approved = people.active("proven", "one").body().path("digest").asString("");
    String message =
        people.ana.must(
            "log", "-1", "--format=%B", "--grep=Prompt-Version: proven@1", "origin/main");
    String file = people.ana.must("show", "origin/main:environments/production/proven.yaml");
    people.ana.write(
        "environments/production/proven.yaml",
        file.replace("version: 1", "version: 2").replace(approved, digest));
    people.ana.must("add", "-A");
    people.ana.must("commit", "-q", "-m", message.replace("@1", "@2").replace(approved, digest));
    people.ana.must("reset", "-q", "--soft", "origin/main");
    people.ana.must("commit", "-q", "-m", message.replace("@1", "@2").replace(approved, digest));
    Path store = machine.home.data("registry").resolve("prompts.git");
    people.ana.must("push", "-q", store.toString(), "HEAD:refs/heads/by-hand");
    String commit = people.ana.must("rev-parse", "HEAD").strip();
    people.ana.must("-C", store.toString(), "update-ref", "refs/heads/main", commit);

    until("refused", () -> refusals().contains("\"version\":2") ? true : null);
    assertTrue(refusals().contains("it has no attestation"), refusals());
    assertEquals("Approved {{email}}", people.servedText("proven"));
    until("logged", () -> logged(Service.REGISTRY, "Commit " + commit + " on main has no attest"));
    Ran verified = machine.sluice("verify", "proven@2");
    assertEquals(1, verified.exitCode(), verified.output());
    assertTrue(verified.output().contains("FAIL  signature"), verified.output());
  }

  private static String refusals() {
    return machine.get(Service.ROLLOUT, "/v1/refusals", people.olga()).raw().body();
  }

  @Test
  @Order(6)
  void aRotatedKeySignsWithoutARestartAndADistrustedOneNoLongerVerifies() throws Exception {
    String old = trustedKeyId();

    assertEquals(0, machine.sluice("keys", "rotate").exitCode());

    until("the new key signs", () -> logged(Service.REVIEW, "no longer '" + old + "'"));
    people.land("rotated", "Approved with the new key");
    until("served", () -> people.active("rotated", "one").status() == 200 ? true : null);
    assertEquals(0, machine.sluice("verify", "rotated@1").exitCode());
    assertEquals(0, machine.sluice("verify", "proven@1").exitCode());
    assertEquals(0, machine.sluice("keys", "distrust", old).exitCode());
    Ran distrusted = machine.sluice("verify", "proven@1");
    assertEquals(1, distrusted.exitCode(), distrusted.output());
    assertEquals(0, machine.sluice("verify", "rotated@1").exitCode());
  }
}
