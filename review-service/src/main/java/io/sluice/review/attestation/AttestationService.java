package io.sluice.review.attestation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Startup;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.jws.Es256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Signs attestations. Made when the service starts: without a key that can sign, it does not start.
 */
@Startup
@ApplicationScoped
public class AttestationService {
  private final SigningKey key;
  private final ObjectMapper json;

  @Inject
  AttestationService(
      @ConfigProperty(name = SigningKey.PROPERTY) Optional<Path> file, ObjectMapper json) {
    this.key =
        SigningKey.read(
            file.orElseThrow(
                () ->
                    new IllegalStateException(
                        SigningKey.PROPERTY
                            + " is not set: name the file of the key that signs attestations")));
    this.json = json;
  }

  /** Compact JWS (ES256) over the attestation's canonical JSON. */
  public String sign(Attestation attestation) {
    return Es256.sign(key.key(), Attestation.TYPE, payload(attestation));
  }

  /**
   * True when a compact JWS states exactly this. Compares what is said, not who signed: the key may
   * have been replaced since.
   */
  public boolean states(String compact, Attestation attestation) {
    String[] parts = compact.split("\\.", -1);
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    return payload.equals(payload(attestation));
  }

  private String payload(Attestation attestation) {
    try {
      return CanonicalJson.of(json.writeValueAsString(attestation));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An attestation can be written as JSON", e);
    }
  }

  /** JWKS of the keys that attestations are verified with. */
  String publicKeys() {
    return key.publicKeys();
  }
}
