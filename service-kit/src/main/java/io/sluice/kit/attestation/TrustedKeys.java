package io.sluice.kit.attestation;

import io.sluice.kit.jws.BadSignatureException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that attestations are verified with: a JWKS file handed over by whoever operates
 * the platform, not fetched from the service that signs. Read again whenever the file has changed:
 * a key that is added, and one that is taken away, needs no restart.
 */
@ApplicationScoped
public class TrustedKeys {
  /** The property that names the file. */
  public static final String PROPERTY = "sluice.attestation.trusted-keys";

  private record Read(FileTime modified, JsonWebKeySet keys) {}

  private final Path file;
  private volatile @Nullable Read last;

  @Inject
  public TrustedKeys(@ConfigProperty(name = PROPERTY) Path file) {
    this.file = file;
  }

  /**
   * A signed approval whose signature holds. Reads the file at times, so it belongs on a worker
   * thread.
   *
   * @throws BadSignatureException when it must not be believed, or no key could be read
   */
  public SignedApproval verify(String text) throws BadSignatureException {
    return SignedApproval.verify(current(), text);
  }

  /**
   * The keys as the file has them now; as it had them last while it cannot be read, so that a file
   * that is being replaced stops nobody.
   *
   * @throws BadSignatureException when it could never be read
   */
  public JsonWebKeySet current() throws BadSignatureException {
    Read known = last;
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      if (known == null || !known.modified().equals(modified)) {
        known = new Read(modified, new JsonWebKeySet(Files.readString(file)));
        last = known;
      }
      return known.keys();
    } catch (IOException | JoseException e) {
      if (known != null) {
        return known.keys();
      }
      throw new BadSignatureException(
          "The trusted keys cannot be read (" + PROPERTY + " = " + file + ")");
    }
  }
}
