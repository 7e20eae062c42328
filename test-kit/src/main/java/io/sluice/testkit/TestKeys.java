package io.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Keys made afresh for one test run, in a temporary folder; none is ever in a jar or in Git. */
public final class TestKeys {
  private static final TestKeys INSTANCE = new TestKeys();
  private static final int RSA_BITS = 2048;
  private static final String FOLDER_PROPERTY = "sluice.test.keys";

  private final KeyPair tokenKeys;
  private final EllipticCurveJsonWebKey attestationKey;
  private final Path folder;

  private TestKeys() {
    try {
      folder = folderOfThisRun();
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      if (Files.exists(serviceToken())) {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        tokenKeys =
            new KeyPair(
                factory.generatePublic(
                    new X509EncodedKeySpec(Files.readAllBytes(folder.resolve("public.der")))),
                factory.generatePrivate(
                    new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve("private.der")))));
        attestationKey =
            (EllipticCurveJsonWebKey)
                JsonWebKey.Factory.newJwk(Files.readString(attestationPrivateKey()));
        return;
      }
      rsa.initialize(RSA_BITS);
      tokenKeys = rsa.generateKeyPair();
      attestationKey = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      attestationKey.setKeyId("test-1");
      Files.write(folder.resolve("public.der"), tokenKeys.getPublic().getEncoded());
      Files.write(folder.resolve("private.der"), tokenKeys.getPrivate().getEncoded());
      Files.writeString(tokenPublicKey(), pem("PUBLIC KEY", tokenKeys.getPublic().getEncoded()));
      Files.writeString(
          attestationPrivateKey(), attestationKey.toJson(OutputControlLevel.INCLUDE_PRIVATE));
      Files.writeString(trustedKeys(), new JsonWebKeySet(attestationKey).toJson());
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      Files.writeString(decisionKey(), Base64.getEncoder().encodeToString(secret));
      Files.writeString(serviceToken(), "");
    } catch (GeneralSecurityException | JoseException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Quarkus loads this class more than once in a run; all of them must mean the same keys. */
  private static Path folderOfThisRun() throws IOException {
    String known = System.getProperty(FOLDER_PROPERTY);
    if (known != null) {
      return Path.of(known);
    }
    Path made = Files.createTempDirectory("sluice-test-keys");
    System.setProperty(FOLDER_PROPERTY, made.toString());
    return made;
  }

  public static TestKeys get() {
    return INSTANCE;
  }

  public KeyPair tokenKeys() {
    return tokenKeys;
  }

  /** Key that signs attestations; a real review-service would be the only one to have it. */
  public EllipticCurveJsonWebKey attestationKey() {
    return attestationKey;
  }

  public Path folder() {
    return folder;
  }

  /** PEM of the key that bearer tokens are verified with. */
  public Path tokenPublicKey() {
    return folder.resolve("token-public.pem");
  }

  /** Private JWK for attestations. */
  public Path attestationPrivateKey() {
    return folder.resolve("attestation-private.jwk");
  }

  /** JWKS that attestations are verified with. */
  public Path trustedKeys() {
    return folder.resolve("attestation-trusted.jwks");
  }

  /** Base64 of 32 random bytes for decision tokens. */
  public Path decisionKey() {
    return folder.resolve("decision.key");
  }

  /** File of the service's own bearer token. */
  public Path serviceToken() {
    return folder.resolve("service.token");
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }
}
