package io.sluice.rollout.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Criteria;
import io.sluice.rollout.verdict.Detectable;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Health;
import io.sluice.rollout.verdict.Metric;
import io.sluice.rollout.verdict.MetricEvidence;
import io.sluice.rollout.verdict.Tally;
import io.sluice.rollout.verdict.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as JSON.
 *
 * @param share percent of the traffic that the candidate has now
 * @param counts by metric, then by arm
 * @param evidence of every counted metric
 * @param baseline what the stable version was like when it began
 * @param heldBy the metric that holds it, or that decided; left out when it is over
 * @param detectable the smallest regression in that metric that would by now be expected to have
 *     been rolled back; left out while even the largest would not
 * @param verdict why it is where it is, in words and numbers
 * @param history oldest line first; left out in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutView(
    long number,
    String prompt,
    String environment,
    String state,
    int stage,
    int share,
    @Nullable VersionView stable,
    VersionView candidate,
    Map<String, ArmCounts> counts,
    List<EvidenceView> evidence,
    BaselineView baseline,
    @Nullable String heldBy,
    @Nullable Detectable detectable,
    String verdict,
    @Nullable List<RolloutEvent> history,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {

  /** A version by name. */
  public record VersionView(int version, String digest) {
    static @Nullable VersionView of(@Nullable PromptVersion version) {
      return version == null ? null : new VersionView(version.version(), version.digest());
    }
  }

  /** Counts of both arms. */
  public record ArmCounts(ArmCount stable, ArmCount candidate) {}

  /**
   * Counts of one arm over closed buckets.
   *
   * @param served units served
   * @param bad units that had a bad event
   * @param reported calls with an outcome
   */
  public record ArmCount(long served, long bad, long reported) {
    static ArmCount of(Tally tally) {
      return new ArmCount(tally.served(), tally.bad(), tally.reported());
    }
  }

  /**
   * Evidence of a metric, as natural logarithms.
   *
   * @param data {@code none}: nobody reports it, so it holds nothing up; {@code missing}: too few
   *     outcomes of the candidate; {@code some}
   * @param lnRegression that the candidate is worse
   * @param lnHealthy that it is not much worse, at the margin of the gate it stands at
   * @param margin of that gate, an odds ratio
   * @param weight of the metric in the sum that rolls back at {@code threshold}
   */
  public record EvidenceView(
      String metric,
      String data,
      double lnRegression,
      double lnHealthy,
      double margin,
      double weight,
      double threshold) {
    static EvidenceView of(Health health, MetricEvidence known, Criteria criteria) {
      return new EvidenceView(
          health.metric().wireName(),
          health.data().name().toLowerCase(Locale.ROOT),
          known.lnRegression(),
          health.lnEvidence(),
          criteria.margins().of(health.metric(), criteria.gate()),
          health.metric().weight(),
          criteria.lnRollback());
    }
  }

  /**
   * The stable version's frozen 95th percentiles; one is left out where fewer than 2,000 earlier
   * calls had it, and that metric then has no data.
   *
   * @param latencyCalls earlier calls with a latency
   * @param costCalls earlier calls with a cost
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BaselineView(
      @Nullable Double latencyMs, @Nullable Double costUsd, long latencyCalls, long costCalls) {
    static BaselineView of(Baseline baseline) {
      return new BaselineView(
          baseline.latencyMs(), baseline.costUsd(), baseline.latencyCalls(), baseline.costCalls());
    }
  }

  static RolloutView of(StoredRollout stored, @Nullable List<RolloutEvent> history) {
    Rollout rollout = stored.rollout();
    int share = share(rollout);
    Criteria criteria = rollout.plan().criteria(share);
    Evidence evidence = stored.evidence();
    Finding finding = Verdict.judge(evidence, criteria);
    boolean over = rollout.state().isOver();
    return new RolloutView(
        stored.number(),
        rollout.target().prompt(),
        rollout.target().environment(),
        rollout.state().wireName(),
        rollout.stage(),
        share,
        VersionView.of(rollout.target().stable()),
        new VersionView(
            rollout.target().candidate().version(), rollout.target().candidate().digest()),
        counts(evidence),
        evidence(evidence, criteria),
        BaselineView.of(stored.baseline()),
        over ? null : finding.metric().wireName(),
        over || !(finding instanceof Finding.Inconclusive f) ? null : f.detectable(),
        verdict(rollout, finding),
        history,
        stored.startedAt(),
        stored.updatedAt(),
        stored.endedAt());
  }

  private static Map<String, ArmCounts> counts(Evidence evidence) {
    Map<String, ArmCounts> counts = new TreeMap<>();
    for (Metric metric : evidence.metrics().keySet()) {
      counts.put(
          metric.wireName(),
          new ArmCounts(
              ArmCount.of(evidence.stable(metric)), ArmCount.of(evidence.candidate(metric))));
    }
    return counts;
  }

  private static List<EvidenceView> evidence(Evidence evidence, Criteria criteria) {
    return Verdict.standings(evidence, criteria).stream()
        .map(
            health ->
                EvidenceView.of(
                    health,
                    Objects.requireNonNull(evidence.metrics().get(health.metric())),
                    criteria))
        .toList();
  }

  private static int share(Rollout rollout) {
    return rollout.live().equals(rollout.target().candidate())
            && rollout.traffic().candidate() == null
        ? 100
        : rollout.traffic().percent();
  }

  private static String verdict(Rollout rollout, Finding finding) {
    int candidate = rollout.target().candidate().version();
    return switch (rollout.state()) {
      case RolloutState.RollingOut s ->
          finding instanceof Finding.Healthy
              ? finding.inWords()
                  + " It goes on when the minimum time of the stage is over, at "
                  + s.since().plus(rollout.plan().minStageTime()).truncatedTo(ChronoUnit.SECONDS)
                  + "."
              : finding.inWords();
      case RolloutState.Watching s ->
          "In the watch until "
              + s.since().plus(rollout.plan().watch()).truncatedTo(ChronoUnit.SECONDS)
              + ". "
              + finding.inWords();
      case RolloutState.Paused s -> "Paused: " + s.reason() + " " + finding.inWords();
      case RolloutState.Completed s -> "Version " + candidate + " serves all traffic.";
      case RolloutState.RollingBack s -> s.reason() + " The revert is not in Git yet.";
      case RolloutState.RolledBack s -> s.reason();
      case RolloutState.Archived s -> "The prompt is archived: " + s.reason();
      case RolloutState.Superseded s ->
          "Another version took the place of version " + candidate + " before it was decided.";
    };
  }
}
