package io.sluice.rollout.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is remembered of tokens, and for how long. */
class VerifiedTokensTest {
  private static final long START = Instant.parse("2026-03-01T10:00:00Z").getEpochSecond();
  private long now = START;
  private final VerifiedTokens<String> tokens =
      new VerifiedTokens<>(() -> Instant.ofEpochSecond(now));

  @Test
  void verifiedTokenIsKnownAndNoOtherIs() {
    tokens.remember("a.b.c", "shop", START + 60);
    assertEquals("shop", tokens.owner("a.b.c"));
    assertNull(tokens.owner("a.b.d"));
  }

  @Test
  void tokenIsForgottenWhenItExpires() {
    tokens.remember("a.b.c", "shop", START + 60);
    now = START + 59;
    assertEquals("shop", tokens.owner("a.b.c"));
    now = START + 60;
    assertNull(tokens.owner("a.b.c"));
  }

  @Test
  void tokenHasToPassEveryCheckAgainAfterAWhile() {
    tokens.remember("a.b.c", "shop", START + 86_400);
    now = START + VerifiedTokens.TRUSTED_FOR.toSeconds() - 1;
    assertEquals("shop", tokens.owner("a.b.c"));
    now++;
    assertNull(tokens.owner("a.b.c"));
  }

  @Test
  void memoryIsBoundedAndExpiredTokensMakeRoom() {
    for (int i = 0; i < VerifiedTokens.MAX_TOKENS; i++) {
      tokens.remember("t" + i, "shop", START + 60);
    }
    tokens.remember("one-more", "shop", START + 120);
    assertNull(tokens.owner("one-more"));
    now = START + 60;
    tokens.remember("one-more", "shop", START + 120);
    assertEquals("shop", tokens.owner("one-more"));
    assertNull(tokens.owner("t0"));
  }
}
