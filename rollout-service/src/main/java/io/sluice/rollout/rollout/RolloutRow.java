package io.sluice.rollout.rollout;

import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.lifecycle.RolloutState.Archived;
import io.sluice.rollout.lifecycle.RolloutState.Completed;
import io.sluice.rollout.lifecycle.RolloutState.Paused;
import io.sluice.rollout.lifecycle.RolloutState.RolledBack;
import io.sluice.rollout.lifecycle.RolloutState.RollingBack;
import io.sluice.rollout.lifecycle.RolloutState.RollingOut;
import io.sluice.rollout.lifecycle.RolloutState.Running;
import io.sluice.rollout.lifecycle.RolloutState.Superseded;
import io.sluice.rollout.lifecycle.RolloutState.Watching;
import io.sluice.rollout.lifecycle.Target;
import io.sluice.rollout.verdict.Baseline;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A rollout as stored. */
@Entity
@Table(name = "rollout")
class RolloutRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long number;

  String environment = "";
  String prompt = "";
  @Nullable Integer stableVersion;
  @Nullable String stableDigest;
  @Nullable Long stableChange;
  int candidateVersion;
  String candidateDigest = "";
  long candidateChange;
  String plan = "";

  /** Empty until something was folded. */
  String evidence = "";

  @Nullable Double baselineLatencyMs;
  @Nullable Double baselineCostUsd;
  long baselineLatencyCalls;
  long baselineCostCalls;
  @Nullable String lastRule;
  String state = "";
  int stage;
  Instant since = Instant.EPOCH;
  @Nullable String heldState;
  @Nullable Instant heldSince;
  @Nullable String reason;
  boolean candidateLive;
  Instant startedAt = Instant.EPOCH;
  Instant updatedAt = Instant.EPOCH;
  @Nullable Instant endedAt;

  void setTarget(Target target) {
    environment = target.environment();
    prompt = target.prompt();
    PromptVersion stable = target.stable();
    stableVersion = stable == null ? null : stable.version();
    stableDigest = stable == null ? null : stable.digest();
    stableChange = stable == null ? null : stable.change();
    candidateVersion = target.candidate().version();
    candidateDigest = target.candidate().digest();
    candidateChange = target.candidate().change();
  }

  void setBaseline(Baseline baseline) {
    baselineLatencyMs = baseline.latencyMs();
    baselineCostUsd = baseline.costUsd();
    baselineLatencyCalls = baseline.latencyCalls();
    baselineCostCalls = baseline.costCalls();
  }

  Baseline baseline() {
    return new Baseline(
        baselineLatencyMs, baselineCostUsd, baselineLatencyCalls, baselineCostCalls);
  }

  Target target() {
    PromptVersion stable =
        stableVersion == null || stableDigest == null || stableChange == null
            ? null
            : new PromptVersion(stableVersion, stableDigest, stableChange);
    return new Target(
        environment,
        prompt,
        stable,
        new PromptVersion(candidateVersion, candidateDigest, candidateChange));
  }

  void setState(RolloutState next) {
    state = next.wireName();
    heldState = null;
    heldSince = null;
    reason = null;
    candidateLive = false;
    switch (next) {
      case RollingOut s -> run(s);
      case Watching s -> run(s);
      case Paused s -> {
        run(s.held());
        heldState = s.held().wireName();
        heldSince = s.held().since();
        reason = s.reason();
        since = s.since();
      }
      case Completed s -> since = s.at();
      case RollingBack s -> {
        since = s.since();
        reason = s.reason();
      }
      case RolledBack s -> {
        since = s.at();
        reason = s.reason();
      }
      case Superseded s -> {
        since = s.at();
        candidateLive = s.candidateLive();
      }
      case Archived s -> {
        since = s.at();
        reason = s.reason();
        candidateLive = s.candidateLive();
      }
    }
  }

  RolloutState state() {
    String why = Objects.requireNonNullElse(reason, "");
    return switch (state) {
      case "rolling_out", "watching" -> running(state, since);
      case "paused" ->
          new Paused(
              running(
                  Objects.requireNonNullElse(heldState, "rolling_out"),
                  Objects.requireNonNullElse(heldSince, since)),
              why,
              since);
      case "completed" -> new Completed(since);
      case "rolling_back" -> new RollingBack(why, since);
      case "rolled_back" -> new RolledBack(why, since);
      case "superseded" -> new Superseded(candidateLive, since);
      case "archived" -> new Archived(candidateLive, why, since);
      default -> throw new IllegalStateException("Rollout " + number + " has state " + state);
    };
  }

  private void run(Running running) {
    since = running.since();
    stage = running instanceof RollingOut r ? r.stage() : stage;
  }

  private Running running(String name, Instant runningSince) {
    return name.equals("watching")
        ? new Watching(runningSince)
        : new RollingOut(stage, runningSince);
  }
}
