package io.sluice.review.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.evidence.Figures.Baseline;
import io.sluice.review.registry.Comparison.RollbackVersion;
import io.sluice.review.rollout.Consumers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A plan in sentences, for whoever has two minutes. */
final class PlanLines {
  private static final int SHOWN_APPS = 5;

  private PlanLines() {}

  /**
   * @param rollback number of the version to go back to, or null
   */
  static List<String> of(VersionPlan plan, @Nullable Integer rollback, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(step(plan));
    Impact impact = plan.impact();
    if (impact != null) {
      lines.addAll(impact(impact));
    }
    lines.add(suite(plan.suite()));
    VersionPlan.Use use = plan.use();
    if (use != null) {
      lines.add(use(use, now));
      lines.add(back(plan.back(), rollback));
    }
    VersionPlan.OnCall onCall = plan.onCall();
    if (onCall != null) {
      lines.add(
          onCall.acknowledgedAt() == null
              ? "on call: %s, who has not acknowledged it".formatted(onCall.person())
              : "on call: %s, acknowledged by %s".formatted(onCall.person(), onCall.owner()));
    }
    return lines;
  }

  private static String step(VersionPlan plan) {
    JsonNode rollout = plan.rollout();
    if (rollout == null) {
      return "version %d is made and promoted nowhere".formatted(plan.version());
    }
    String stages =
        StreamSupport.stream(rollout.path("stages").spliterator(), false)
            .map(stage -> stage.asText() + "%")
            .collect(Collectors.joining(", "));
    return "%s runs version %d %s, in stages of %s, watched for %s after the last"
        .formatted(
            plan.environment(),
            plan.version(),
            plan.fromVersion() == null ? "as its first" : "instead of " + plan.fromVersion(),
            stages.isEmpty() ? "unknown size" : stages,
            rollout.path("watch").asText("an unknown time"));
  }

  private static List<String> impact(Impact impact) {
    List<String> lines = new ArrayList<>();
    lines.add(
        impact.reasons().isEmpty()
            ? "for apps it is " + impact.compatibility()
            : "for apps it is %s: %s"
                .formatted(impact.compatibility(), String.join(" ", impact.reasons())));
    Integer tokens = impact.tokensAfter();
    if (tokens != null) {
      Integer before = impact.tokensBefore();
      String about = impact.tokensEstimated() ? "about " : "";
      lines.add(
          before == null
              ? "%s%d tokens".formatted(about, tokens)
              : "%s%d tokens instead of %d (%+d)"
                  .formatted(about, tokens, before, tokens - before));
    }
    BigDecimal cost = impact.costAfterUsd();
    if (cost != null) {
      BigDecimal before = impact.costBeforeUsd();
      lines.add(
          before == null
              ? "a call costs %s USD, calculated".formatted(plain(cost))
              : "a call costs %s USD instead of %s (%s), calculated"
                  .formatted(plain(cost), plain(before), signed(cost.subtract(before))));
    }
    return lines;
  }

  private static String suite(VersionPlan.@Nullable Suite suite) {
    if (suite == null) {
      return "its suite was not run at this digest";
    }
    String outcome = "its suite: %d of %d cases pass".formatted(suite.passed(), suite.cases());
    Baseline baseline = suite.baseline();
    if (baseline == null) {
      return outcome + ", not compared with a baseline";
    }
    Double p = baseline.pValue();
    return "%s; against version %d: %d fixed, %d broken, %d unchanged%s"
        .formatted(
            outcome,
            baseline.version(),
            baseline.fixed(),
            baseline.broken(),
            baseline.unchanged(),
            p == null ? "" : String.format(Locale.ROOT, ", p = %.3f", p));
  }

  private static String use(VersionPlan.Use use, Instant now) {
    Instant asOf = use.asOf();
    if (asOf == null) {
      return "who uses it is not known: " + use.trouble();
    }
    String who =
        use.appCount() == 0
            ? "no app fetched it in the last %d days".formatted(use.days())
            : "%d %s fetched it (%s%s) in the last %d days, at most %d calls a day"
                .formatted(
                    use.appCount(),
                    use.appCount() == 1 ? "app" : "apps",
                    use.apps().stream()
                        .limit(SHOWN_APPS)
                        .map(Consumers.App::app)
                        .collect(Collectors.joining(", ")),
                    use.appCount() > SHOWN_APPS ? ", …" : "",
                    use.days(),
                    use.busiestDayCalls());
    String known = who + "; known for " + age(Duration.between(asOf, now));
    return use.trouble() == null ? known : known + ", since when " + use.trouble();
  }

  private static String back(@Nullable RollbackVersion back, @Nullable Integer rollback) {
    if (rollback == null) {
      return "there is no version to go back to";
    }
    if (back == null || back.change() == null) {
      return "goes back to version " + rollback;
    }
    return "goes back to version %d, approved by %s in change %d"
        .formatted(rollback, String.join(", ", back.approvedBy()), back.change());
  }

  private static String age(Duration age) {
    if (age.compareTo(Duration.ofMinutes(2)) < 0) {
      return "less than two minutes";
    }
    return age.compareTo(Duration.ofHours(2)) < 0
        ? age.toMinutes() + " minutes"
        : age.toHours() + " hours";
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }

  private static String signed(BigDecimal usd) {
    return (usd.signum() < 0 ? "" : "+") + plain(usd);
  }
}
