package io.sluice.kit.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.jws.BadSignatureException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * DSSE envelopes (<a href="https://github.com/secure-systems-lab/dsse">Dead Simple Signing
 * Envelope, v1.0.2</a>) with ECDSA on P-256 and SHA-256. A signature is ASN.1 DER, as the tools of
 * that ecosystem write and read it, so {@code openssl dgst -verify} checks one.
 */
final class Dsse {
  /** Signatures of one envelope that are looked at. */
  private static final int MAX_SIGNATURES = 16;

  private static final String ALGORITHM = "SHA256withECDSA";
  private static final String CURVE = "P-256";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Dsse() {}

  /**
   * What is signed: {@code "DSSEv1" SP len(type) SP type SP len(body) SP body}, lengths in bytes as
   * decimal digits.
   */
  static byte[] preAuthEncoding(String payloadType, byte[] body) {
    byte[] type = payloadType.getBytes(UTF_8);
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + body.length + " ").getBytes(UTF_8);
    byte[] whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** An envelope with one signature, as JSON on one line. */
  static String sign(PublicJsonWebKey key, String payloadType, byte[] payload) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key.getPrivateKey());
      signature.update(preAuthEncoding(payloadType, payload));
      ObjectNode envelope = JSON.createObjectNode();
      Base64.Encoder base64 = Base64.getEncoder();
      envelope.put("payload", base64.encodeToString(payload));
      envelope.put("payloadType", payloadType);
      envelope
          .putArray("signatures")
          .addObject()
          .put("keyid", key.getKeyId())
          .put("sig", base64.encodeToString(signature.sign()));
      return envelope.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The signing key cannot sign with ES256", e);
    }
  }

  /** A payload and the key that vouches for it. */
  record Verified(byte[] payload, String keyId) {}

  /**
   * The payload of an envelope that a known key has signed. Signatures of other keys are passed
   * over, as the specification wants it: an envelope may carry those of strangers.
   *
   * @throws BadSignatureException when no known key has signed, or the type is another
   */
  static Verified verify(JsonWebKeySet keys, String payloadType, String text)
      throws BadSignatureException {
    JsonNode envelope = envelope(text);
    if (!payloadType.equals(envelope.path("payloadType").textValue())) {
      throw new BadSignatureException("Its envelope does not hold " + payloadType);
    }
    byte[] payload = bytes(envelope.path("payload"));
    byte[] signed = preAuthEncoding(payloadType, payload);
    String unknown = null;
    String wrong = null;
    for (int i = 0; i < Math.min(envelope.path("signatures").size(), MAX_SIGNATURES); i++) {
      JsonNode signature = envelope.path("signatures").get(i);
      String keyId = signature.path("keyid").asText();
      PublicKey key = key(keys, keyId);
      if (key == null) {
        unknown = keyId;
      } else if (holds(key, signed, bytes(signature.path("sig")))) {
        return new Verified(payload, keyId);
      } else {
        wrong = keyId;
      }
    }
    if (wrong != null) {
      throw new BadSignatureException("Its signature is wrong for key " + wrong);
    }
    throw new BadSignatureException(
        unknown == null ? "It is not signed" : "No known key has its key id " + unknown);
  }

  /** The payload, whoever signed it; empty when the text is no envelope. */
  static Optional<byte[]> unverified(String text) {
    try {
      return Optional.of(bytes(envelope(text).path("payload")));
    } catch (BadSignatureException e) {
      return Optional.empty();
    }
  }

  private static JsonNode envelope(String text) throws BadSignatureException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BadSignatureException("It is not an envelope that can be verified");
    }
  }

  /** Verifiers take both alphabets of Base64, says the specification. */
  private static byte[] bytes(JsonNode node) throws BadSignatureException {
    String text = node.textValue();
    if (text == null) {
      throw new BadSignatureException("Its envelope lacks a part");
    }
    try {
      boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
      return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadSignatureException("Its envelope is not Base64");
    }
  }

  private static @Nullable PublicKey key(JsonWebKeySet keys, String keyId) {
    return keys.getJsonWebKeys().stream()
        .filter(key -> keyId.equals(key.getKeyId()))
        .filter(EllipticCurveJsonWebKey.class::isInstance)
        .map(EllipticCurveJsonWebKey.class::cast)
        .filter(key -> CURVE.equals(key.getCurveName()))
        .findFirst()
        .map(EllipticCurveJsonWebKey::getPublicKey)
        .orElse(null);
  }

  private static boolean holds(PublicKey key, byte[] signed, byte[] sig) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(signed);
      return signature.verify(sig);
    } catch (GeneralSecurityException e) {
      return false; // not even the form of a signature
    }
  }
}
