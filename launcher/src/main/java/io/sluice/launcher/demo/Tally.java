package io.sluice.launcher.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the app itself has seen of each version: its own count, not the platform's. */
final class Tally {
  /**
   * One version as the app saw it.
   *
   * @param served conversations that got this version
   * @param bad of those, how many had no usable output
   * @param firstNanos of {@link System#nanoTime}, when the first of them was served
   */
  record Seen(long served, long bad, long firstNanos, long lastNanos) {
    static final Seen NONE = new Seen(0, 0, 0, 0);

    Duration exposed() {
      return Duration.ofNanos(lastNanos - firstNanos);
    }

    double badPercent() {
      return served == 0 ? 0 : 100.0 * bad / served;
    }

    private Seen plus(boolean isBad, long nanos) {
      long first = served == 0 ? nanos : Math.min(firstNanos, nanos);
      long last = served == 0 ? nanos : Math.max(lastNanos, nanos);
      return new Seen(served + 1, bad + (isBad ? 1 : 0), first, last);
    }
  }

  private final Map<Integer, Seen> versions = new ConcurrentHashMap<>();

  void count(int version, boolean bad, long servedNanos) {
    versions.merge(
        version,
        Seen.NONE.plus(bad, servedNanos),
        (before, unused) -> before.plus(bad, servedNanos));
  }

  Seen of(int version) {
    return versions.getOrDefault(version, Seen.NONE);
  }

  long conversations() {
    return versions.values().stream().mapToLong(Seen::served).sum();
  }
}
