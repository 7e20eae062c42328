package io.sluice.launcher.bench;

import io.sluice.launcher.keys.PlatformKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Signs attestations with the platform's own key, as its review-service does. */
final class BenchAttestation {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

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
  private final String header;

  BenchAttestation(PlatformKeys keys) {
    try {
      PublicJsonWebKey jwk =
          PublicJsonWebKey.Factory.newPublicJwk(Files.readString(keys.attestationSigningKey()));
      this.key = jwk.getPrivateKey();
      this.header =
          encode(
              JSON.writeValueAsBytes(
                  Map.of("alg", "ES256", "typ", "sluice-approval/v1", "kid", jwk.getKeyId())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoseException e) {
      throw new IllegalStateException("The attestation key cannot be read", e);
    }
  }

  /** A compact JWS (ES256) over a payload. */
  String sign(Map<String, Object> payload) {
    try {
      String signed = header + "." + encode(JSON.writeValueAsBytes(payload));
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The attestation key cannot sign", e);
    }
  }

  private static String encode(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }
}
