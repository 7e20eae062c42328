package io.sluice.rollout.decision;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names calls uniquely, across replicas and restarts: 64 random bits of this process and a count.
 * They need not be secret, because the token that carries one is signed.
 */
@Singleton
public class Nonces {
  private final long process = new SecureRandom().nextLong();
  private final AtomicLong count = new AtomicLong();

  public UUID next() {
    return new UUID(process, count.getAndIncrement());
  }
}
