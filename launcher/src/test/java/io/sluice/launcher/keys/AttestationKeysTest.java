package io.sluice.launcher.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.SluiceHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestationKeysTest {
  @TempDir Path folder;

  @Test
  void aRotatedKeySignsAndTheOldOneIsTrustedUntilItIsDistrusted() throws Exception {
    SluiceHome home = new SluiceHome(folder);
    AttestationKeys keys = AttestationKeys.of(home);
    String old = keys.list().getFirst().id();

    keys.rotate();

    List<AttestationKeys.Key> both = keys.list();
    assertEquals(2, both.size());
    assertEquals(new AttestationKeys.Key(old, false), both.getFirst());
    assertTrue(both.getLast().signs());
    assertNotEquals(old, both.getLast().id());
    assertFalse(
        Files.readString(home.keys().resolve("attestation-trusted.jwks")).contains("\"d\""));
    assertEquals(
        "Key %s signs; rotate first: ./sluice keys rotate".formatted(both.getLast().id()),
        assertThrows(UserError.class, () -> keys.distrust(both.getLast().id())).getMessage());
    assertThrows(UserError.class, () -> keys.distrust("no-such-key"));

    keys.distrust(old);

    assertEquals(List.of(both.getLast()), keys.list());
    assertEquals(List.of(both.getLast()), AttestationKeys.of(home).list(), "and stays so");
  }
}
