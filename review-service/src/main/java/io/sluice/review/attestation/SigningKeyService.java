package io.sluice.review.attestation;

import io.quarkus.runtime.Startup;
import io.sluice.kit.attestation.TrustedKeys;
import io.sluice.kit.jws.BadSignatureException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKeySet;

/**
 * The key that signs, and beside it the public keys that verify. The signing key is a file that may
 * be replaced while the service runs; it signs only once its public half is among the trusted keys,
 * so that nothing is ever signed that the others would refuse.
 */
@Startup
@ApplicationScoped
public class SigningKeyService {
  /** The signing key was replaced. */
  public record Rotation(String from, String to) {}

  private record Read(FileTime modified, SigningKey key) {}

  private final Path file;
  private final TrustedKeys trusted;
  private volatile Read active;

  /**
   * Reads the keys.
   *
   * @throws IllegalStateException naming the property, when there is no key to sign with, or nobody
   *     would believe it
   */
  @Inject
  SigningKeyService(
      @ConfigProperty(name = SigningKey.PROPERTY) Optional<Path> file, TrustedKeys trusted) {
    this.file =
        file.orElseThrow(
            () ->
                new IllegalStateException(
                    SigningKey.PROPERTY
                        + " is not set: name the file of the key that signs attestations"));
    this.trusted = trusted;
    this.active = read(modified());
  }

  /** The key that signs. */
  public SigningKey active() {
    return active.key();
  }

  /** The keys that verify. */
  public JsonWebKeySet verifying() {
    try {
      return trusted.current();
    } catch (BadSignatureException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /**
   * Takes the signing key from its file if that has changed. Blocks.
   *
   * @throws IllegalStateException when the file holds no usable key; the one before stays in use
   */
  public Optional<Rotation> refresh() {
    Read before = active;
    FileTime modified = modified();
    if (modified.equals(before.modified())) {
      return Optional.empty();
    }
    Read now = read(modified);
    active = now;
    return now.key().id().equals(before.key().id())
        ? Optional.empty()
        : Optional.of(new Rotation(before.key().id(), now.key().id()));
  }

  private Read read(FileTime modified) {
    SigningKey key = SigningKey.read(file);
    if (!key.isAmong(verifying())) {
      throw new IllegalStateException(
          "Nobody would believe what key '%s' of %s signs: add its public half to %s first"
              .formatted(key.id(), SigningKey.PROPERTY, TrustedKeys.PROPERTY));
    }
    return new Read(modified, key);
  }

  private FileTime modified() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw SigningKey.unusable(file, "the file cannot be read");
    }
  }
}
