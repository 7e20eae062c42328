package io.sluice.review.attestation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The private key of attestations: a JWK on P-256 with a {@code kid}, from a file. */
public final class SigningKey {
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

  static IllegalStateException unusable(Path file, String why) {
    return new IllegalStateException(
        PROPERTY + " must name a readable private JWK on P-256 with a 'kid'; " + file + ": " + why);
  }

  public PublicJsonWebKey key() {
    return key;
  }

  /** Its {@code kid}. */
  String id() {
    return key.getKeyId();
  }

  /** True when its public half is in a set under its id. */
  boolean isAmong(JsonWebKeySet keys) {
    return keys.getJsonWebKeys().stream()
        .anyMatch(other -> id().equals(other.getKeyId()) && key.getKey().equals(other.getKey()));
  }
}
