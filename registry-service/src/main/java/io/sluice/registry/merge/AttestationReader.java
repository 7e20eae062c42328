package io.sluice.registry.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.jws.BadSignatureException;
import io.sluice.kit.jws.TrustedKeys;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Stream;

/** Believes an attestation only for its signature. */
@ApplicationScoped
class AttestationReader {
  private final TrustedKeys keys;
  private final ObjectMapper json;

  @Inject
  AttestationReader(TrustedKeys keys, ObjectMapper json) {
    this.keys = keys;
    this.json = json;
  }

  /**
   * Verifies and reads.
   *
   * @throws ProblemException 422 when it must not be believed
   */
  Attestation read(String compact) {
    try {
      Attestation attestation =
          json.readValue(keys.verify(Attestation.TYPE, compact), Attestation.class);
      requireComplete(attestation);
      return attestation;
    } catch (BadSignatureException | JsonProcessingException e) {
      throw new ProblemException(
          RegistryProblem.ATTESTATION_REFUSED,
          "The attestation was refused: "
              + (e instanceof BadSignatureException ? e.getMessage() : "its payload is malformed")
              + ".");
    }
  }

  private static void requireComplete(Attestation a) {
    boolean complete =
        a.change() > 0
            && Stream.of(
                    a.changeDigest(),
                    a.branch(),
                    a.head(),
                    a.title(),
                    a.author(),
                    a.approvals(),
                    a.mergedAt(),
                    a.files(),
                    a.versions(),
                    a.promotions())
                .allMatch(value -> value != null);
    if (!complete || a.approvals().isEmpty()) {
      throw new ProblemException(
          RegistryProblem.ATTESTATION_REFUSED,
          "The attestation lacks a field, or names nobody who approved.");
    }
  }
}
