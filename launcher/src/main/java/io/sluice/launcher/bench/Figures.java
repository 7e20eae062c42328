package io.sluice.launcher.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Some measured times; any number of threads may add to them. */
final class Figures {
  private final List<Duration> times = Collections.synchronizedList(new ArrayList<>());

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
    List<Duration> sorted = new ArrayList<>(times);
    sorted.sort(null);
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
  }

  double worst() {
    return millis(1);
  }
}
