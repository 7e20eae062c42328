package io.sluice.review.rollout;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * Who fetched a prompt, and how often, as the rollout-service counted it.
 *
 * @param consumers the first page of apps, those that fetched last first
 * @param consumerCount how many apps there are
 * @param traffic calls of each day that had one, oldest first
 */
public record Consumers(List<App> consumers, int consumerCount, List<Day> traffic) {
  public Consumers {
    consumers = List.copyOf(Objects.requireNonNullElse(consumers, List.of()));
    traffic = List.copyOf(Objects.requireNonNullElse(traffic, List.of()));
  }

  /** An app, by the subject of its token. */
  public record App(String app, LocalDate firstDay, LocalDate lastDay) {
    public App {
      Objects.requireNonNull(app, "app");
    }
  }

  /** A day in UTC. */
  public record Day(LocalDate day, long calls) {}

  /** Calls of the busiest day. */
  public long busiestDay() {
    return traffic.stream().mapToLong(Day::calls).max().orElse(0);
  }
}
