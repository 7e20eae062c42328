package io.sluice.rollout.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A verified token is known by its header, and nothing else is. */
class VerifiedAppsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private final VerifiedApps apps = new VerifiedApps(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void onlyTheBearerHeaderOfTheTokenIsKnown() {
    apps.remember("a.b.c", "shop", NOW.getEpochSecond() + 60);
    assertEquals("shop", apps.app("Bearer a.b.c"));
    assertNull(apps.app("Bearer a.b.d"));
    assertNull(apps.app("Basic a.b.c"));
    assertNull(apps.app("a.b.c"));
    assertNull(apps.app(null));
  }
}
