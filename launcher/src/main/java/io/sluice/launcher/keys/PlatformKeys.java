package io.sluice.launcher.keys;

import io.sluice.launcher.home.SluiceHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The keys of one local platform. Each is made once; a public half that is missing (a start that
 * was killed between the two) is derived again from its private half.
 */
public final class PlatformKeys {
  private static final int RSA_BITS = 2048;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final PrivateKey tokenKey;

  private PlatformKeys(Path folder, PrivateKey tokenKey) {
    this.folder = folder;
    this.tokenKey = tokenKey;
  }

  /** The key that signs bearer tokens, made at first use; enough for {@code ./sluice token}. */
  public static PlatformKeys forTokens(SluiceHome home) {
    Path folder = home.make(home.keys());
    return locked(folder, () -> new PlatformKeys(folder, tokenKey(folder)));
  }

  /** Every key that the services need, made at first use. */
  public static PlatformKeys all(SluiceHome home) {
    PlatformKeys keys = forTokens(home);
    return locked(
        keys.folder,
        () -> {
          keys.makeAttestationKeys();
          SecretFile.readOrMake(
              keys.decisionKey(), () -> Base64.getEncoder().encodeToString(randomBytes()));
          return keys;
        });
  }

  /** Signs bearer tokens (RS256). */
  public PrivateKey tokenKey() {
    return tokenKey;
  }

  /** PEM of the key that bearer tokens are verified with. */
  public Path tokenPublicKey() {
    return tokenPublicKey(folder);
  }

  /** Private JWK for attestations (ES256); for the review-service alone. */
  public Path attestationSigningKey() {
    return folder.resolve("attestation-private.jwk");
  }

  /** JWKS that attestations are verified with. */
  public Path attestationTrustedKeys() {
    return folder.resolve("attestation-trusted.jwks");
  }

  /** Base64 of the 32 bytes that decision tokens are authenticated with. */
  public Path decisionKey() {
    return folder.resolve("decision.key");
  }

  /** The bearer token that a service shows to the others. */
  public Path serviceToken(String service) {
    return folder.resolve(service + ".token");
  }

  /** Puts a fresh bearer token where a service reads its own; it may be running. */
  public void storeServiceToken(String service, String token) {
    SecretFile.write(serviceToken(service), token + "\n");
  }

  /** Where the password of a database user is kept; a random one is made at first use. */
  public Path databasePasswordFile(String user) {
    Path file = folder.resolve("database-" + user + ".password");
    SecretFile.readOrMake(file, () -> HexFormat.of().formatHex(randomBytes()));
    return file;
  }

  public String databasePassword(String user) {
    return SecretFile.read(databasePasswordFile(user)).strip();
  }

  private static Path tokenPublicKey(Path folder) {
    return folder.resolve("token-public.pem");
  }

  private static PrivateKey tokenKey(Path folder) {
    try {
      String pem = SecretFile.readOrMake(folder.resolve("token-private.pem"), PlatformKeys::newRsa);
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      PrivateKey key = rsa.generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(pem)));
      if (key instanceof RSAPrivateCrtKey crt) {
        var publicKey =
            rsa.generatePublic(new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent()));
        SecretFile.readOrMake(
            tokenPublicKey(folder), () -> Pem.encode("PUBLIC KEY", publicKey.getEncoded()));
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The token key in " + folder + " cannot be read", e);
    }
  }

  private static String newRsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return Pem.encode("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has RSA", e);
    }
  }

  private void makeAttestationKeys() {
    try {
      String jwk = SecretFile.readOrMake(attestationSigningKey(), PlatformKeys::newP256);
      PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(jwk);
      SecretFile.readOrMake(
          attestationTrustedKeys(),
          () -> new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
    } catch (JoseException e) {
      throw new IllegalStateException("The attestation key in " + folder + " cannot be read", e);
    }
  }

  static String newP256() {
    try {
      PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId("local-" + HexFormat.of().formatHex(randomBytes(), 0, 4));
      return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
    } catch (JoseException e) {
      throw new IllegalStateException("Every Java has P-256", e);
    }
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Two commands may need the first key at the same moment; only one of them makes it. */
  private static synchronized PlatformKeys locked(Path folder, Supplier<PlatformKeys> work) {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IllegalStateException("The lock in " + folder + " was lost");
      }
      return work.get();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + folder, e);
    }
  }
}
