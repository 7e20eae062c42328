package io.sluice.rollout.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionTokensTest {
  private static final Decision DECISION =
      new Decision(
          new UUID(1, 2),
          "production",
          "mail",
          4,
          12,
          1,
          Arm.CANDIDATE,
          1_773_824_400_123L,
          "mail-app \u0645",
          new Unit(-3, 4));

  @TempDir Path folder;
  private DecisionTokens tokens;

  @BeforeEach
  void open() throws IOException {
    tokens = new DecisionTokens(key(1, 32));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    assertEquals(DECISION, tokens.read(tokens.write(DECISION)));
    Decision without =
        new Decision(new UUID(-1, 0), "e", "p", 1, 0, 0, Arm.STABLE, 1_999, "a", null);
    assertEquals(without, tokens.read(tokens.write(without)));
    assertEquals(1, without.second());
  }

  @Test
  void everyChangedBitIsNoticed() {
    byte[] token = Base64.getUrlDecoder().decode(tokens.write(DECISION));
    for (int bit = 0; bit < token.length * 8; bit++) {
      byte[] changed = token.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertNull(tokens.read(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)));
    }
  }

  @Test
  void tokensOfAnotherKeyAndRubbishAreNotBelieved() throws IOException {
    assertNull(new DecisionTokens(key(2, 32)).read(tokens.write(DECISION)));
    for (String rubbish :
        new String[] {"", "a", "%%%", "AAAA", "A".repeat(200), "A".repeat(9_000)}) {
      assertNull(tokens.read(rubbish));
    }
  }

  @Test
  void shortKeyIsRefusedAtTheStart() {
    assertThrows(IllegalStateException.class, () -> new DecisionTokens(key(1, 31)));
  }

  private Path key(long seed, int bytes) throws IOException {
    byte[] key = new byte[bytes];
    new Random(seed).nextBytes(key);
    return Files.writeString(
        folder.resolve("key-" + seed + "-" + bytes), Base64.getEncoder().encodeToString(key));
  }
}
