package io.sluice.rollout.lifecycle;

import io.sluice.rollout.verdict.Criteria;
import io.sluice.rollout.verdict.Gate;
import io.sluice.rollout.verdict.Margins;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate gets its traffic.
 *
 * @param stages shares in percent, rising, the last is 100
 * @param minStageTime shortest stay in a stage
 * @param watch how long all traffic is watched before the rollout is complete; zero for none
 * @param holdback percent that stays on the stable version during the watch
 * @param maturity how long after its end a serve-time bucket counts as closed
 * @param alpha chance of rolling back a candidate that is no worse
 * @param absoluteMargin rate of errors or thumbs down below which a candidate passes in any case
 * @param margins how much worse than the stable version it may at most be; the default ones when
 *     null, as in a plan that was stored before there were any
 * @param ceiling error rate that no version may exceed; null for none
 */
public record Plan(
    List<Integer> stages,
    Duration minStageTime,
    Duration watch,
    int holdback,
    Duration maturity,
    double alpha,
    double absoluteMargin,
    @Nullable Margins margins,
    @Nullable Double ceiling) {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final int ALL = 100;
  private static final int MAX_HOLDBACK = 50;

  public Plan {
    stages = List.copyOf(stages);
    require(!stages.isEmpty() && stages.getLast() == ALL, "the last stage is 100");
    int before = 0;
    for (int stage : stages) {
      require(stage > before, "stages rise from above 0 to 100");
      before = stage;
    }
    require(holdback >= 0 && holdback <= MAX_HOLDBACK, "holdback is 0 to " + MAX_HOLDBACK);
    require(alpha > 0 && alpha < 1, "alpha is between 0 and 1");
    require(absoluteMargin > 0 && absoluteMargin < 0.9, "absoluteMargin is between 0 and 0.9");
    require(ceiling == null || (ceiling > 0 && ceiling < 0.9), "ceiling is between 0 and 0.9");
    margins = Objects.requireNonNullElse(margins, Margins.DEFAULT);
  }

  @Override
  public Margins margins() {
    return Objects.requireNonNullElse(margins, Margins.DEFAULT);
  }

  /**
   * Reads a duration such as {@code 90s}, {@code 2m}, {@code 48h} or {@code 7d}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "A duration is a whole number and s, m, h or d, such as 48h, not '" + text + "'");
    }
    long amount = Long.parseLong(matcher.group(1));
    ChronoUnit unit =
        switch (matcher.group(2)) {
          case "s" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    return Duration.of(amount, unit);
  }

  /** What a candidate with this share of the traffic is judged against. */
  public Criteria criteria(int percent) {
    return new Criteria(
        alpha, margins(), Gate.atShare(percent), absoluteMargin, ceiling, holdback > 0);
  }

  /** Share in percent of a stage, counted from 1. */
  int share(int stage) {
    return stages.get(stage - 1);
  }

  /** Number of the last stage, the one with all traffic. */
  int lastStage() {
    return stages.size();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("Not a rollout plan: " + rule + ".");
    }
  }
}
