package io.sluice.launcher.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.home.SluiceHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformKeysTest {
  @TempDir private Path folder;
  private SluiceHome home;

  @BeforeEach
  void makeHome() {
    home = new SluiceHome(folder.resolve("home"));
  }

  @Test
  void onlyTheirOwnerCanReadThem() throws Exception {
    PlatformKeys keys = PlatformKeys.all(home);
    keys.databasePassword("registry");
    keys.storeServiceToken("registry-service", "token");
    assertEquals("rwx------", permissions(home.keys()));
    try (Stream<Path> files = Files.list(home.keys())) {
      for (Path file : files.filter(f -> !f.endsWith("lock")).toList()) {
        assertEquals("rw-------", permissions(file), file.toString());
      }
    }
  }

  @Test
  void eachIsMadeOnce() throws Exception {
    PlatformKeys.all(home).databasePassword("registry");
    Map<Path, String> before = contents();
    PlatformKeys.all(home).databasePassword("registry");
    assertEquals(before, contents());
  }

  @Test
  void publicHalvesAreMadeAgainFromTheirPrivateOnes() throws Exception {
    PlatformKeys keys = PlatformKeys.all(home);
    Map<Path, String> before = contents();
    Files.delete(keys.tokenPublicKey());
    Files.delete(keys.attestationTrustedKeys());
    PlatformKeys.all(home);
    assertEquals(before, contents());
  }

  @Test
  void theTrustedKeysHoldThePublicHalfOfTheSigningKey() throws Exception {
    PlatformKeys keys = PlatformKeys.all(home);
    PublicJsonWebKey signing =
        PublicJsonWebKey.Factory.newPublicJwk(Files.readString(keys.attestationSigningKey()));
    String jwks = Files.readString(keys.attestationTrustedKeys());
    PublicJsonWebKey trusted =
        (PublicJsonWebKey) new JsonWebKeySet(jwks).getJsonWebKeys().getFirst();
    assertEquals(signing.getKeyId(), trusted.getKeyId());
    assertEquals(signing.getPublicKey(), trusted.getPublicKey());
    assertFalse(jwks.contains("\"d\""), "no private part");
  }

  @Test
  void secretsAreLongAndDifferent() throws Exception {
    PlatformKeys keys = PlatformKeys.all(home);
    assertEquals(32, Base64.getDecoder().decode(Files.readString(keys.decisionKey())).length);
    assertEquals(64, keys.databasePassword("registry").length());
    assertNotEquals(keys.databasePassword("registry"), keys.databasePassword("review"));
  }

  @Test
  void aServiceTokenIsReplacedAsAWhole() throws Exception {
    PlatformKeys keys = PlatformKeys.all(home);
    keys.storeServiceToken("review-service", "first");
    keys.storeServiceToken("review-service", "second");
    assertEquals("second\n", Files.readString(keys.serviceToken("review-service")));
    assertTrue(contents().keySet().stream().noneMatch(f -> f.toString().endsWith(".new")));
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Map<Path, String> contents() throws Exception {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(home.keys())) {
      for (Path file : files.toList()) {
        contents.put(file, Files.readString(file));
      }
    }
    return contents;
  }
}
