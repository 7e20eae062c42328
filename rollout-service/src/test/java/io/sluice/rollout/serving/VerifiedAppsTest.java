package io.sluice.rollout.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What is remembered of tokens, and for how long. */
class VerifiedAppsTest {
  private static final long START = Instant.parse("2026-03-01T10:00:00Z").getEpochSecond();
  private long now = START;
  private final InstantSource time = () -> Instant.ofEpochSecond(now);
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final VerifiedApps apps = new VerifiedApps(clock);

  @Test
  void verifiedTokenIsKnownByItsHeaderAndNothingElseIs() {
    apps.remember("a.b.c", "shop", START + 60);
    assertEquals("shop", apps.app("Bearer a.b.c"));
    assertNull(apps.app("Bearer a.b.d"));
    assertNull(apps.app("Basic a.b.c"));
    assertNull(apps.app("a.b.c"));
    assertNull(apps.app(null));
  }

  @Test
  void tokenIsForgottenWhenItExpires() {
    apps.remember("a.b.c", "shop", START + 60);
    now = START + 59;
    assertEquals("shop", apps.app("Bearer a.b.c"));
    now = START + 60;
    assertNull(apps.app("Bearer a.b.c"));
  }

  @Test
  void tokenHasToPassEveryCheckAgainAfterAWhile() {
    apps.remember("a.b.c", "shop", START + 86_400);
    now = START + VerifiedApps.TRUSTED_FOR.toSeconds() - 1;
    assertEquals("shop", apps.app("Bearer a.b.c"));
    now++;
    assertNull(apps.app("Bearer a.b.c"));
  }

  @Test
  void memoryIsBoundedAndExpiredTokensMakeRoom() {
    for (int i = 0; i < VerifiedApps.MAX_TOKENS; i++) {
      apps.remember("t" + i, "shop", START + 60);
    }
    apps.remember("one-more", "shop", START + 120);
    assertNull(apps.app("Bearer one-more"));
    now = START + 60;
    apps.remember("one-more", "shop", START + 120);
    assertEquals("shop", apps.app("Bearer one-more"));
    assertNull(apps.app("Bearer t0"));
  }
}
