package io.sluice.review.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
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
    JsonNode published = new ObjectMapper().readTree(key.publicKeys()).get("keys").get(0);
    assertFalse(published.has("d"));
    assertEquals("2026-1", published.get("kid").asText());
    assertEquals("P-256", published.get("crv").asText());
    assertEquals("ES256", published.get("alg").asText());
    assertEquals("sig", published.get("use").asText());
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
                () -> new AttestationService(Optional.empty(), new ObjectMapper()))
            .getMessage();
    assertTrue(message.startsWith("sluice.attestation.signing-key is not set"), message);
  }
}
