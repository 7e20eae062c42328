package io.sluice.kit.jws;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that attestations are verified with: a JWKS file handed over by whoever operates
 * the platform, not fetched from the service that signs. Read again when a statement names a key
 * that is not known yet, so a rotated key needs no restart.
 */
@ApplicationScoped
public class TrustedKeys {
  private final Path file;
  private volatile @Nullable JsonWebKeySet keys;

  @Inject
  public TrustedKeys(@ConfigProperty(name = "sluice.attestation.trusted-keys") Path file) {
    this.file = file;
  }

  /**
   * Payload of a statement whose signature holds.
   *
   * @throws BadSignatureException when it must not be believed, or no key could be read
   */
  public String verify(String type, String compact) throws BadSignatureException {
    JsonWebKeySet known = keys;
    if (known != null) {
      try {
        return Es256.verify(known, type, compact);
      } catch (BadSignatureException e) {
        // Perhaps a key that was added since: decide with the file as it is now.
      }
    }
    return Es256.verify(read(), type, compact);
  }

  private JsonWebKeySet read() throws BadSignatureException {
    try {
      JsonWebKeySet set = new JsonWebKeySet(Files.readString(file));
      keys = set;
      return set;
    } catch (IOException | JoseException e) {
      throw new BadSignatureException(
          "The trusted keys cannot be read (sluice.attestation.trusted-keys = " + file + ")");
    }
  }
}
