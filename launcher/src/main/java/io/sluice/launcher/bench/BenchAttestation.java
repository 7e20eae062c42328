package io.sluice.launcher.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.launcher.keys.PlatformKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs attestations with the platform's own key, as its review-service does: in-toto statements in
 * DSSE envelopes. The launcher has nothing of the services in it, so this is the format written
 * down a second time; the registry refuses it if it is not the same.
 */
final class BenchAttestation {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** What every attestation of a benchmark says besides what it is about. */
  static final Map<String, Object> APPROVED =
      Map.of(
          "changeDigest",
          "sha256:" + "0".repeat(64),
          "author",
          "ana",
          "pushers",
          List.of("ana"),
          "approvals",
          List.of(Map.of("by", "omar", "at", "2026-03-01T10:00:00Z")),
          "mergedBy",
          "omar",
          "mergedAt",
          "2026-03-01T10:00:00Z");

  private final PrivateKey key;
  private final String keyId;

  BenchAttestation(PlatformKeys keys) {
    try {
      PublicJsonWebKey jwk =
          PublicJsonWebKey.Factory.newPublicJwk(Files.readString(keys.attestationSigningKey()));
      this.key = jwk.getPrivateKey();
      this.keyId = jwk.getKeyId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoseException e) {
      throw new IllegalStateException("The attestation key cannot be read", e);
    }
  }

  /** An envelope around a statement of what was approved. */
  String sign(Map<String, Object> approval) {
    byte[] payload = JSON.writeValueAsBytes(statement(approval));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(
          "DSSEv1 %d %s %d "
              .formatted(PAYLOAD_TYPE.length(), PAYLOAD_TYPE, payload.length)
              .getBytes(UTF_8));
      signature.update(payload);
      Base64.Encoder base64 = Base64.getEncoder();
      return JSON.writeValueAsString(
          Map.of(
              "payload",
              base64.encodeToString(payload),
              "payloadType",
              PAYLOAD_TYPE,
              "signatures",
              List.of(Map.of("keyid", keyId, "sig", base64.encodeToString(signature.sign())))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The attestation key cannot sign", e);
    }
  }

  private static Map<String, Object> statement(Map<String, Object> approval) {
    JsonNode said = JSON.valueToTree(approval);
    Map<String, String> subjects = new TreeMap<>();
    subjects.put("change/" + said.path("change").asLong(), hex(said.path("changeDigest")));
    for (String kind : List.of("versions", "promotions")) {
      for (JsonNode version : said.path(kind)) {
        subjects.put(
            version.path("prompt").asString("") + "@" + version.path("version").asInt(),
            hex(version.path("digest")));
      }
    }
    List<Object> named = new ArrayList<>();
    subjects.forEach(
        (name, digest) -> named.add(Map.of("name", name, "digest", Map.of("sha256", digest))));
    return Map.of(
        "_type",
        "https://in-toto.io/Statement/v1",
        "subject",
        named,
        "predicateType",
        "https://sluice.io/attestation/approval/v1",
        "predicate",
        approval);
  }

  private static String hex(JsonNode digest) {
    return digest.asString("").replaceFirst("^sha256:", "");
  }
}
