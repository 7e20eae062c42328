package io.sluice.registry.proof;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.registry.git.GitReader;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestKeys;
import io.sluice.testkit.TestTokens;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RegistryTest
class VersionProofTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource("/git/prompts.git")
  String url;

  @ConfigProperty(name = "sluice.home")
  Path home;

  @TempDir Path folder;

  private GitClient push(String id, String purpose) {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain(id)
        .write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, purpose))
        .write("prompts/" + id + "/tests.yaml", Prompts.suite());
    GitClient.Result pushed = git.pushChange(id, "Change " + id);
    assertTrue(pushed.ok(), pushed.output());
    return git;
  }

  private Path bare() {
    return home.resolve("prompts.git");
  }

  private Proof prove(Path repository, String id, JsonNode served) throws Exception {
    JsonWebKeySet keys = new JsonWebKeySet(TestKeys.get().attestationKey());
    return new VersionProof(GitReader.ofFolder(repository), keys)
        .prove(id, 1, served, "production");
  }

  private static List<String> broken(Proof proof) {
    return proof.checks().stream().filter(c -> !c.holds()).map(Check::name).toList();
  }

  @Test
  void anApprovedVersionIsProvenFromTheRepositoryAlone() throws Exception {
    push("proven", "First");
    Attestations.mergeBranch("proven");
    JsonNode version = version("proven");

    ObjectNode served = JSON.createObjectNode();
    served.put("digest", version.path("digest").asText());
    served.set("messages", version.path("entry").path("messages"));
    Proof proof = prove(bare(), "proven", served);

    assertEquals(List.of(), broken(proof), proof.toString());
    assertTrue(proof.verdict().startsWith("omar approved proven@1 with digest sha256:"));
    served.putArray("messages");
    assertEquals(List.of("served"), broken(prove(bare(), "proven", served)));
  }

  private static JsonNode version(String id) {
    return given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .get("/v1/prompts/" + id + "/versions/1")
        .as(JsonNode.class);
  }

  @Test
  void theAttestationOfAVersionIsHandedOutWithWhatPromotedIt() throws Exception {
    push("handed-out", "First");
    int change = Attestations.mergeBranch("handed-out").path("change").asInt();
    String path = "/v1/prompts/handed-out/versions/1/attestation";

    JsonNode answer =
        given()
            .auth()
            .oauth2(TestTokens.reviewer("omar"))
            .get(path)
            .then()
            .statusCode(200)
            .body("change", equalTo(change))
            .body("promotions[0].environment", equalTo("production"))
            .extract()
            .as(JsonNode.class);

    JsonWebKeySet keys = new JsonWebKeySet(TestKeys.get().attestationKey());
    String approval = SignedApproval.verify(keys, answer.path("attestation").asText()).approval();
    assertEquals(
        answer.path("digest"), JSON.readTree(approval).path("versions").path(0).path("digest"));
    given().auth().oauth2(TestTokens.app("shop")).get(path).then().statusCode(403);
    given()
        .auth()
        .oauth2(TestTokens.reviewer("omar"))
        .get("/v1/prompts/handed-out/versions/7/attestation")
        .then()
        .statusCode(404);
  }

  @Test
  void aCommitMadeByHandIsNotProvenHoweverWellItImitatesAMerge() throws Exception {
    GitClient git = push("imitated", "First");
    Attestations.mergeBranch("imitated");
    git.must("fetch", "-q", "origin");
    String message = git.must("log", "-1", "--format=%B", "origin/main");
    Path mirror = folder.resolve("mirror.git");
    git.must("clone", "-q", "--mirror", bare().toString(), mirror.toString());
    git.must("checkout", "-q", "-f", "-B", "by-hand", "origin/main~1");
    git.write("prompts/imitated/prompt.yaml", Prompts.entry("imitated", "Forged"));
    git.must("add", "-A");
    git.must("commit", "-q", "-m", message);
    git.must("push", "-q", "-f", mirror.toString(), "HEAD:refs/heads/main");

    Proof proof = prove(mirror, "imitated", null);

    assertEquals(List.of("content", "signature", "promoted"), broken(proof), proof.toString());
    assertEquals("Do not trust it: content, signature, promoted", proof.verdict());
  }

  @Test
  void whoApprovedTheirOwnChangeIsFoundOutAlthoughItIsSigned() throws Exception {
    push("own", "First");
    JsonNode comparison = Attestations.comparison("own");
    ObjectNode approval = Attestations.payload(Attestations.nextChange(), comparison);
    approval.putArray("approvals").addObject().put("by", "ana").put("at", "2026-03-01T10:00:00Z");
    Attestations.merge(Attestations.sign(approval), comparison.path("mainHead").asText())
        .then()
        .statusCode(200);

    Proof proof = prove(bare(), "own", null);

    assertEquals(List.of("four-eyes", "promoted"), broken(proof), proof.toString());
  }

  @Test
  void theProgramSaysWhatItFoundAndExitsAccordingly() throws Exception {
    push("program", "First");
    Attestations.mergeBranch("program");
    EllipticCurveJsonWebKey stranger = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    stranger.setKeyId("stranger");
    Path others = Files.writeString(folder.resolve("keys"), new JsonWebKeySet(stranger).toJson());
    String own = TestKeys.get().trustedKeys().toString();

    assertEquals("0 VERIFIED: omar approved program@1", run(own, "program", "1", 33));
    assertEquals(
        "1 NOT VERIFIED: Do not trust it: signature", run(others + "", "program", "1", 40));
    assertEquals("1 NOT VERIFIED: Do not trust it: on-main", run(own, "program", "2", 38));
    assertEquals("2 Could not be checked: ", run(folder + "/absent", "program", "1", 22));
  }

  private String run(String keys, String prompt, String version, int chars) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    String[] arguments = {
      "repository=" + bare(), "keys=" + keys, "prompt=" + prompt, "version=" + version
    };
    int code = VerifyMain.run(arguments, out, out);
    String[] lines = bytes.toString(StandardCharsets.UTF_8).strip().split("\n", -1);
    String last = lines[lines.length - 1];
    return code + " " + last.substring(0, Math.min(chars, last.length()));
  }
}
