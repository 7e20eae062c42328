package io.sluice.review.attestation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.json.CanonicalJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Signs attestations. */
@ApplicationScoped
public class AttestationService {
  private final SigningKeyService keys;
  private final ObjectMapper json;

  @Inject
  AttestationService(SigningKeyService keys, ObjectMapper json) {
    this.keys = keys;
    this.json = json;
  }

  /** An in-toto statement of the attestation, signed with the key that is active now. */
  public String sign(Attestation attestation) {
    return SignedApproval.sign(keys.active().key(), text(attestation));
  }

  /**
   * True when a signed attestation states exactly this. Compares what is said, not who signed or in
   * which form: both may have changed since.
   */
  public boolean states(String signed, Attestation attestation) {
    return SignedApproval.unverified(signed).filter(text(attestation)::equals).isPresent();
  }

  private String text(Attestation attestation) {
    try {
      return CanonicalJson.of(json.writeValueAsString(attestation));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An attestation can be written as JSON", e);
    }
  }
}
