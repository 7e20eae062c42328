package io.sluice.rollout;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test can put forward; only for tests whose profile asks for it. */
@Alternative
@Singleton
public class SimulatedTime {
  private static final AtomicLong AHEAD_MS = new AtomicLong();

  @Produces
  @Alternative
  @Singleton
  Clock clock() {
    Clock system = Clock.systemUTC();
    return new Clock() {
      @Override
      public Instant instant() {
        return system.instant().plusMillis(AHEAD_MS.get());
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  static void goOn(Duration time) {
    AHEAD_MS.addAndGet(time.toMillis());
  }
}
