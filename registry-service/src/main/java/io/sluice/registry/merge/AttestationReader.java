package io.sluice.registry.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.kit.attestation.TrustedKeys;
import io.sluice.kit.jws.BadSignatureException;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Believes an attestation only for its signature. Only a service asks for merges, so one that is
 * refused means that a service's token is in the wrong hands, or that keys do not fit: it is logged
 * as an error and counted.
 */
@ApplicationScoped
class AttestationReader {
  private static final Logger LOG = Logger.getLogger(AttestationReader.class);

  private final TrustedKeys keys;
  private final Counter refusals;
  private final ObjectMapper json;

  @Inject
  AttestationReader(TrustedKeys keys, ObjectMapper json, MeterRegistry metrics) {
    this.refusals = metrics.counter("sluice_attestations_refused");
    this.keys = keys;
    this.json = json;
  }

  /**
   * Verifies and reads.
   *
   * @throws ProblemException 422 when it must not be believed
   */
  Attestation read(String text) {
    try {
      Attestation attestation = json.readValue(keys.verify(text).approval(), Attestation.class);
      requireComplete(attestation);
      return attestation;
    } catch (BadSignatureException | JsonProcessingException e) {
      throw refused(
          "The attestation was refused: "
              + (e instanceof BadSignatureException ? e.getMessage() : "its payload is malformed")
              + ".");
    }
  }

  private void requireComplete(Attestation a) {
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
    if (!complete) {
      throw refused("The attestation lacks a field.");
    }
    Attestation.BreakGlass glass = a.breakGlass();
    if (glass == null && a.approvals().isEmpty()) {
      throw refused("The attestation names nobody who approved, and nobody who broke the glass.");
    }
    if (glass != null && (isBlank(glass.by()) || isBlank(glass.reason()))) {
      throw refused("The attestation does not say who broke the glass and why.");
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private ProblemException refused(String why) {
    refusals.increment();
    LOG.errorf("A merge was asked for with an attestation that cannot be believed: %s", why);
    return new ProblemException(RegistryProblem.ATTESTATION_REFUSED, why);
  }
}
