package io.sluice.rollout.serving;

import jakarta.inject.Singleton;

/** The snapshot that is served now; it is replaced as a whole. */
@Singleton
public class Snapshots {
  private volatile Snapshot current = Snapshot.NONE;

  Snapshot current() {
    return current;
  }

  void replace(Snapshot next) {
    current = next;
  }
}
