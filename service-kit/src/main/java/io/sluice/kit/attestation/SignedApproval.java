package io.sluice.kit.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.jws.BadSignatureException;
import io.sluice.kit.jws.Es256;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * An approval as it was signed. New ones are DSSE envelopes; what was signed before is a compact
 * JWS and verifies as it always did: histories are for ever.
 *
 * @param approval what is stated, as canonical JSON
 * @param keyId the key that signed it
 */
public record SignedApproval(String approval, String keyId) {
  /** Media type of an envelope. */
  public static final String MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json";

  /** Media type of what was signed before. */
  public static final String JWS_MEDIA_TYPE = "application/jose";

  /** The JWS {@code typ} of what was signed before. */
  static final String JWS_TYPE = "sluice-approval/v1";

  /**
   * Signs an approval.
   *
   * @param key a private JWK on P-256 with a {@code kid}
   * @param approval JSON
   * @return a DSSE envelope
   */
  public static String sign(PublicJsonWebKey key, String approval) {
    return Dsse.sign(key, ApprovalStatement.PAYLOAD_TYPE, ApprovalStatement.around(approval));
  }

  /**
   * Reads what one of these keys has signed.
   *
   * @throws BadSignatureException when it must not be believed
   */
  public static SignedApproval verify(JsonWebKeySet keys, String text)
      throws BadSignatureException {
    try {
      if (isEnvelope(text)) {
        Dsse.Verified verified = Dsse.verify(keys, ApprovalStatement.PAYLOAD_TYPE, text);
        return new SignedApproval(
            ApprovalStatement.predicate(verified.payload()), verified.keyId());
      }
      String payload = Es256.verify(keys, JWS_TYPE, text);
      return new SignedApproval(CanonicalJson.of(payload), Es256.keyId(text));
    } catch (RuntimeException e) { // numbers that canonical JSON has no form for, and their like
      throw new BadSignatureException("Its content cannot be read");
    }
  }

  /**
   * What a text states, whoever signed it: for finding one's way, never for deciding. Empty when it
   * is neither form.
   */
  public static Optional<String> unverified(String text) {
    try {
      if (isEnvelope(text)) {
        Optional<byte[]> payload = Dsse.unverified(text);
        return payload.isEmpty()
            ? Optional.empty()
            : Optional.of(ApprovalStatement.predicate(payload.get()));
      }
      String[] parts = text.split("\\.", -1);
      return parts.length == 3
          ? Optional.of(
              CanonicalJson.of(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8)))
          : Optional.empty();
    } catch (BadSignatureException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** What a text is sent as. */
  public static String mediaType(String text) {
    return isEnvelope(text) ? MEDIA_TYPE : JWS_MEDIA_TYPE;
  }

  /** A JWS begins with the Base64 of a header, never with a brace. */
  private static boolean isEnvelope(String text) {
    return text.stripLeading().startsWith("{");
  }
}
