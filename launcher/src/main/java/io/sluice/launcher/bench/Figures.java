package io.sluice.launcher.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some measured times. */
final class Figures {
  private final List<Duration> times = new ArrayList<>();

  void add(Duration time) {
    times.add(time);
  }

  int size() {
    return times.size();
  }

  /**
   * A quantile in milliseconds, by the nearest rank.
   *
   * @param share from 0 to 1
   */
  double millis(double share) {
    List<Duration> sorted = times.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
  }

  double worst() {
    return millis(1);
  }
}
