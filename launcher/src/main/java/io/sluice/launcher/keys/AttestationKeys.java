package io.sluice.launcher.keys;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.SluiceHome;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The key that signs attestations on this machine, and the public keys that are trusted. A new key
 * is trusted before it signs, so a crash between the two steps leaves nothing that is refused.
 */
public final class AttestationKeys {
  /** A trusted key. */
  public record Key(String id, boolean signs) {}

  private final PlatformKeys keys;

  private AttestationKeys(PlatformKeys keys) {
    this.keys = keys;
  }

  public static AttestationKeys of(SluiceHome home) {
    return new AttestationKeys(PlatformKeys.all(home));
  }

  public List<Key> list() {
    String active = signing().getKeyId();
    return trusted().getJsonWebKeys().stream()
        .map(key -> new Key(key.getKeyId(), key.getKeyId().equals(active)))
        .toList();
  }

  /** Makes a key, trusts it, and signs with it. The private half of the old one is gone then. */
  public void rotate() {
    PublicJsonWebKey next = parse(PlatformKeys.newP256());
    List<JsonWebKey> trusted = new ArrayList<>(trusted().getJsonWebKeys());
    trusted.add(next);
    write(trusted);
    SecretFile.write(keys.attestationSigningKey(), next.toJson(OutputControlLevel.INCLUDE_PRIVATE));
  }

  /**
   * Trusts a key no longer.
   *
   * @throws UserError when there is no such key, or it is the one that signs
   */
  public void distrust(String id) {
    if (signing().getKeyId().equals(id)) {
      throw new UserError("Key " + id + " signs; rotate first: ./sluice keys rotate");
    }
    List<JsonWebKey> trusted = new ArrayList<>(trusted().getJsonWebKeys());
    if (!trusted.removeIf(key -> id.equals(key.getKeyId()))) {
      throw new UserError("There is no trusted key " + id + "; ./sluice keys lists them.");
    }
    write(trusted);
  }

  private void write(List<JsonWebKey> trusted) {
    SecretFile.write(
        keys.attestationTrustedKeys(),
        new JsonWebKeySet(trusted).toJson(OutputControlLevel.PUBLIC_ONLY));
  }

  private PublicJsonWebKey signing() {
    return parse(SecretFile.read(keys.attestationSigningKey()));
  }

  private JsonWebKeySet trusted() {
    try {
      return new JsonWebKeySet(SecretFile.read(keys.attestationTrustedKeys()));
    } catch (JoseException e) {
      throw new IllegalStateException(keys.attestationTrustedKeys() + " is not a JWKS", e);
    }
  }

  private static PublicJsonWebKey parse(String jwk) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(jwk);
    } catch (JoseException e) {
      throw new IllegalStateException("The attestation key cannot be read", e);
    }
  }
}
