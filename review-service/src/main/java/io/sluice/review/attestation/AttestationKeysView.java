package io.sluice.review.attestation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;

/**
 * The keys of attestations as JWKS (RFC 7517), each with a member {@code status}, which readers of
 * JWKS that do not know it pass over.
 */
record AttestationKeysView(List<Map<String, Object>> keys) {
  /** What a key is for. */
  enum Status {
    /** It signs, and verifies. */
    ACTIVE,
    /** It verifies what it signed before, or is about to become the one that signs. */
    VERIFYING;

    @JsonValue
    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static AttestationKeysView of(SigningKey active, JsonWebKeySet verifying) {
    return new AttestationKeysView(
        verifying.getJsonWebKeys().stream().map(key -> key(active, key)).toList());
  }

  private static Map<String, Object> key(SigningKey active, JsonWebKey key) {
    Map<String, Object> members = new TreeMap<>(key.toParams(OutputControlLevel.PUBLIC_ONLY));
    members.put("use", "sig");
    members.put("alg", "ES256");
    members.put("status", active.id().equals(key.getKeyId()) ? Status.ACTIVE : Status.VERIFYING);
    return members;
  }
}
