package io.sluice.rollout.version;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.TrustedKeys;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.jws.BadSignatureException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Decides whether a version may be served. It trusts the review-service's key and nobody's word:
 * not the registry's, not a row's, not a file's.
 */
@ApplicationScoped
public class ApprovalVerifier {
  private final TrustedKeys keys;
  private final ObjectMapper json;

  @Inject
  ApprovalVerifier(TrustedKeys keys, ObjectMapper json) {
    this.keys = keys;
    this.json = json;
  }

  /**
   * Verifies a claim. Reads the key file at times, so it belongs on a worker thread.
   *
   * @throws UnapprovedVersionException when it must not be served
   */
  public ApprovedVersion verify(VersionClaim claim) throws UnapprovedVersionException {
    Attestation attestation = attestation(claim.attestation());
    if (attestation.change() != claim.key().change()) {
      throw new UnapprovedVersionException(
          "The attestation is for change " + attestation.change() + ".");
    }
    if (!attestation.promotes(claim)) {
      throw new UnapprovedVersionException(
          "The attestation does not promote this version with this digest to this environment.");
    }
    if (!digest(claim.content()).equals(claim.digest())) {
      throw new UnapprovedVersionException("The content is not what was attested.");
    }
    return new ApprovedVersion(claim, entry(claim));
  }

  /**
   * Number of the change that an attestation is about, for a version that came without it.
   *
   * @throws UnapprovedVersionException when the attestation cannot be believed
   */
  public long attestedChange(String attestation) throws UnapprovedVersionException {
    return attestation(attestation).change();
  }

  private Attestation attestation(String text) throws UnapprovedVersionException {
    try {
      return json.readValue(keys.verify(text).approval(), Attestation.class);
    } catch (BadSignatureException e) {
      throw new UnapprovedVersionException(
          "The attestation cannot be believed. " + e.getMessage() + ".");
    } catch (JsonProcessingException e) {
      throw new UnapprovedVersionException("The attestation cannot be read.");
    }
  }

  private static String digest(String content) throws UnapprovedVersionException {
    try {
      return CanonicalJson.digest(content);
    } catch (IllegalArgumentException e) {
      throw new UnapprovedVersionException("The content is not JSON.");
    }
  }

  private JsonNode entry(VersionClaim claim) throws UnapprovedVersionException {
    try {
      JsonNode entry = json.readTree(claim.content()).path("prompt");
      if (!entry.path("messages").isArray()) {
        throw new UnapprovedVersionException("The content has no messages.");
      }
      return entry;
    } catch (JsonProcessingException e) {
      throw new UnapprovedVersionException("The content is not JSON.");
    }
  }
}
