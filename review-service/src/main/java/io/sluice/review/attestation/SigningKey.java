package io.sluice.review.attestation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The private key of attestations: a JWK on P-256 with a {@code kid}, from a file. */
final class SigningKey {
  /** The property that names the file. */
  static final String PROPERTY = "sluice.attestation.signing-key";

  private static final String CURVE = "P-256";

  private final PublicJsonWebKey key;

  private SigningKey(PublicJsonWebKey key) {
    this.key = key;
  }

  /**
   * Reads a key.
   *
   * @throws IllegalStateException naming the property, when the file holds no key to sign with
   */
  static SigningKey read(Path file) {
    try {
      PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(Files.readString(file));
      if (!(key instanceof EllipticCurveJsonWebKey curve) || !CURVE.equals(curve.getCurveName())) {
        throw unusable(file, "its key is not an elliptic-curve key on P-256");
      }
      if (key.getPrivateKey() == null) {
        throw unusable(file, "it holds only the public half");
      }
      if (key.getKeyId() == null || key.getKeyId().isBlank()) {
        throw unusable(file, "its key has no 'kid', so nobody could tell which key signed");
      }
      return new SigningKey(key);
    } catch (IOException e) {
      throw unusable(file, "the file cannot be read");
    } catch (JoseException e) {
      // The parser's message may quote the file, which is a secret.
      throw unusable(file, "it is not a JWK");
    }
  }

  private static IllegalStateException unusable(Path file, String why) {
    return new IllegalStateException(
        PROPERTY + " must name a readable private JWK on P-256 with a 'kid'; " + file + ": " + why);
  }

  PublicJsonWebKey key() {
    return key;
  }

  /** JWKS with the public half only. */
  String publicKeys() {
    JsonWebKey half = publicHalf();
    return new JsonWebKeySet(half).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  private JsonWebKey publicHalf() {
    try {
      PublicJsonWebKey half =
          PublicJsonWebKey.Factory.newPublicJwk(
              key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
      half.setUse("sig");
      half.setAlgorithm("ES256");
      return half;
    } catch (JoseException e) {
      throw new IllegalStateException("A key that was read can be written", e);
    }
  }
}
