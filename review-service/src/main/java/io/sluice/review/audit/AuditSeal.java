package io.sluice.review.audit;

import io.sluice.kit.jws.BadSignatureException;
import io.sluice.kit.jws.Es256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * The signature of an entry: a JWS with detached content (RFC 7515, appendix F) over its canonical
 * JSON. Whoever can write in the database but has not the signing key cannot make one.
 */
final class AuditSeal {
  static final String TYPE = "sluice-audit/v1";

  private AuditSeal() {}

  static String seal(PublicJsonWebKey key, String content) {
    String[] parts = Es256.sign(key, TYPE, content).split("\\.", -1);
    return parts[0] + ".." + parts[2];
  }

  static boolean holds(JsonWebKeySet keys, String content, String seal) {
    String[] parts = seal.split("\\.", -1);
    if (parts.length != 3 || !parts[1].isEmpty()) {
      return false;
    }
    String payload =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(content.getBytes(StandardCharsets.UTF_8));
    try {
      Es256.verify(keys, TYPE, parts[0] + "." + payload + "." + parts[2]);
      return true;
    } catch (BadSignatureException e) {
      return false;
    }
  }
}
