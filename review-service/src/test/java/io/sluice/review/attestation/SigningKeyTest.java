package io.sluice.review.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.attestation.TrustedKeys;
import io.sluice.kit.jws.BadSignatureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  @TempDir Path folder;

  private Path file(String content) throws Exception {
    return Files.writeString(folder.resolve("key.jwk"), content);
  }

  private static EllipticCurveJsonWebKey key() throws Exception {
    EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId("2026-1");
    return key;
  }

  private void refused(Path file, String why) {
    String message =
        assertThrows(IllegalStateException.class, () -> SigningKey.read(file)).getMessage();
    assertTrue(message.startsWith("sluice.attestation.signing-key must name"), message);
    assertTrue(message.contains(why), message);
  }

  @Test
  void aPrivateKeyOnP256WithAKeyIdIsTaken() throws Exception {
    SigningKey key = SigningKey.read(file(key().toJson(OutputControlLevel.INCLUDE_PRIVATE)));
    assertEquals("2026-1", key.key().getKeyId());
  }

  @Test
  void onlyThePublicHalfIsPublished() throws Exception {
    SigningKey key = SigningKey.read(file(key().toJson(OutputControlLevel.INCLUDE_PRIVATE)));
    JsonNode published =
        new ObjectMapper()
            .valueToTree(AttestationKeysView.of(key, new JsonWebKeySet(key.key())))
            .get("keys")
            .get(0);
    assertFalse(published.has("d"));
    assertEquals("2026-1", published.get("kid").asText());
    assertEquals("P-256", published.get("crv").asText());
    assertEquals("ES256", published.get("alg").asText());
    assertEquals("sig", published.get("use").asText());
    assertEquals("active", published.get("status").asText());
  }

  @Test
  void everythingElseStopsTheStartAndNamesTheProperty() throws Exception {
    refused(folder.resolve("absent.jwk"), "cannot be read");
    refused(file("{}"), "not a JWK");
    refused(file("a secret that must not be quoted"), "not a JWK");
    refused(file(key().toJson(OutputControlLevel.PUBLIC_ONLY)), "only the public half");
    refused(
        file(RsaJwkGenerator.generateJwk(2048).toJson(OutputControlLevel.INCLUDE_PRIVATE)),
        "not an elliptic-curve key on P-256");
    refused(
        file(
            EcJwkGenerator.generateJwk(EllipticCurves.P384)
                .toJson(OutputControlLevel.INCLUDE_PRIVATE)),
        "not an elliptic-curve key on P-256");
    refused(
        file(
            EcJwkGenerator.generateJwk(EllipticCurves.P256)
                .toJson(OutputControlLevel.INCLUDE_PRIVATE)),
        "no 'kid'");
  }

  @Test
  void theContentsOfTheFileAreNotInTheMessage() throws Exception {
    Path file = file("a secret that must not be quoted");
    String message =
        assertThrows(IllegalStateException.class, () -> SigningKey.read(file)).getMessage();
    assertFalse(message.contains("must not be quoted"), message);
  }

  @Test
  void aMissingSettingStopsTheStartAndNamesTheProperty() {
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> new SigningKeyService(Optional.empty(), trusted(key())))
            .getMessage();
    assertTrue(message.startsWith("sluice.attestation.signing-key is not set"), message);
  }

  private TrustedKeys trusted(EllipticCurveJsonWebKey... keys) throws Exception {
    return new TrustedKeys(write("trusted.jwks", new JsonWebKeySet(keys).toJson()));
  }

  /** Files are told apart by their time, and a test is faster than some clocks of file systems. */
  private Path write(String name, String content) throws Exception {
    Path file = folder.resolve(name);
    FileTime before = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1_000));
    return file;
  }

  private static EllipticCurveJsonWebKey key(String id) throws Exception {
    EllipticCurveJsonWebKey key = key();
    key.setKeyId(id);
    return key;
  }

  private static String secret(EllipticCurveJsonWebKey key) {
    return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
  }

  @Test
  void aRotatedKeySignsOnceItIsTrustedAndWhatTheOldOneSignedStillVerifies() throws Exception {
    EllipticCurveJsonWebKey old = key("2026-1");
    EllipticCurveJsonWebKey next = key("2026-2");
    TrustedKeys trusted = trusted(old);
    Path file = write("signing.jwk", secret(old));
    SigningKeyService keys = new SigningKeyService(Optional.of(file), trusted);
    String first = SignedApproval.sign(keys.active().key(), "{\"change\":1}");

    write("signing.jwk", secret(next));
    String early = assertThrows(IllegalStateException.class, keys::refresh).getMessage();
    assertTrue(early.contains("sluice.attestation.trusted-keys"), early);
    assertEquals("2026-1", keys.active().id(), "nothing is signed that nobody would believe");

    trusted(old, next);
    assertEquals(Optional.of(new SigningKeyService.Rotation("2026-1", "2026-2")), keys.refresh());
    assertEquals(Optional.empty(), keys.refresh());
    String second = SignedApproval.sign(keys.active().key(), "{\"change\":2}");
    assertEquals(new SignedApproval("{\"change\":1}", "2026-1"), trusted.verify(first));
    assertEquals(new SignedApproval("{\"change\":2}", "2026-2"), trusted.verify(second));
    assertEquals(
        "[verifying, active]",
        AttestationKeysView.of(keys.active(), keys.verifying()).keys().stream()
            .map(key -> key.get("status").toString().toLowerCase(Locale.ROOT))
            .toList()
            .toString());

    trusted(next);
    assertEquals(
        "No known key has its key id 2026-1",
        assertThrows(BadSignatureException.class, () -> trusted.verify(first)).getMessage());
    assertEquals("2026-2", trusted.verify(second).keyId());
  }

  @Test
  void aKeyThatNobodyTrustsStopsTheStart() throws Exception {
    EllipticCurveJsonWebKey other = key("2026-1");
    Path file = write("signing.jwk", secret(key("2026-1")));
    TrustedKeys trusted = trusted(other);
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> new SigningKeyService(Optional.of(file), trusted))
            .getMessage();
    assertTrue(message.contains("sluice.attestation.trusted-keys"), message);
  }
}
