package io.sluice.kit.jws;

import java.security.PrivateKey;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Compact JWS with ES256 (ECDSA on P-256 with SHA-256, RFC 7518 section 3.4) over a JSON payload.
 */
public final class Es256 {
  private Es256() {}

  /**
   * Signs a payload.
   *
   * @param key a private JWK on P-256 with a {@code kid}
   * @param type the {@code typ} header, which says what is being stated
   */
  public static String sign(PublicJsonWebKey key, String type, String payload) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setHeader("typ", type);
    jws.setKeyIdHeaderValue(key.getKeyId());
    PrivateKey privateKey = key.getPrivateKey();
    jws.setKey(privateKey);
    jws.setPayload(payload);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("The signing key cannot sign with ES256", e);
    }
  }

  /**
   * Verifies a compact JWS against a key set and returns its payload.
   *
   * @throws BadSignatureException when the type, the algorithm, the key or the signature is not
   *     what it must be
   */
  public static String verify(JsonWebKeySet keys, String type, String compact)
      throws BadSignatureException {
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(
          new AlgorithmConstraints(
              ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
      jws.setCompactSerialization(compact);
      if (!type.equals(jws.getHeader("typ"))) {
        throw new BadSignatureException("It is not a statement of type " + type);
      }
      String keyId = jws.getKeyIdHeaderValue();
      JsonWebKey key =
          keys.getJsonWebKeys().stream()
              .filter(k -> k.getKeyId() != null && k.getKeyId().equals(keyId))
              .findFirst()
              .orElseThrow(() -> new BadSignatureException("No known key has its key id " + keyId));
      jws.setKey(key.getKey());
      if (!jws.verifySignature()) {
        throw new BadSignatureException("Its signature is wrong for key " + keyId);
      }
      return jws.getPayload();
    } catch (JoseException | ClassCastException e) { // a header that should be a text is a number
      throw new BadSignatureException("It is not a JWS that can be verified");
    }
  }

  /**
   * The key id that a compact JWS names.
   *
   * @throws BadSignatureException when it has no header that can be read
   */
  public static String keyId(String compact) throws BadSignatureException {
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setCompactSerialization(compact);
      return String.valueOf(jws.getKeyIdHeaderValue());
    } catch (JoseException | ClassCastException e) {
      throw new BadSignatureException("It is not a JWS that can be verified");
    }
  }
}
