package io.sluice.rollout.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.verdict.Criteria;
import io.sluice.rollout.verdict.ErrorVerdict;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Tally;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as JSON.
 *
 * @param share percent of the traffic that the candidate has now
 * @param counts by metric, then by arm
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
   * @param lnRegression that the candidate is worse
   * @param lnHealthy that it is not much worse, at the margin of the gate it stands at
   * @param threshold from which {@code lnRegression} rolls it back
   */
  public record EvidenceView(
      String metric, double lnRegression, double lnHealthy, double threshold) {}

  static RolloutView of(StoredRollout stored, @Nullable List<RolloutEvent> history) {
    Rollout rollout = stored.rollout();
    int share = share(rollout);
    Criteria criteria = rollout.plan().criteria(share);
    Evidence evidence = stored.evidence();
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
        Map.of(
            "error",
            new ArmCounts(ArmCount.of(evidence.stable()), ArmCount.of(evidence.candidate()))),
        List.of(
            new EvidenceView(
                "error",
                evidence.lnRegression(),
                evidence.lnHealthy(criteria.margin()),
                criteria.lnRollback())),
        verdict(rollout, ErrorVerdict.judge(evidence, criteria)),
        history,
        stored.startedAt(),
        stored.updatedAt(),
        stored.endedAt());
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
      case RolloutState.RollingOut s -> finding.inWords();
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
