package io.sluice.rollout;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes on when a test says so; only for tests whose profile asks for it. */
@Alternative
@Singleton
public class SimulatedTime {
  private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.now());

  @Produces
  @Alternative
  @Singleton
  Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return NOW.get();
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
    NOW.updateAndGet(now -> now.plus(time));
  }
}
