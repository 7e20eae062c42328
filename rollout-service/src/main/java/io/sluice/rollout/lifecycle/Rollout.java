package io.sluice.rollout.lifecycle;

import io.sluice.rollout.lifecycle.Effect.Quarantine;
import io.sluice.rollout.lifecycle.Effect.RevertInGit;
import io.sluice.rollout.lifecycle.Effect.SwitchTraffic;
import io.sluice.rollout.lifecycle.RolloutState.Archived;
import io.sluice.rollout.lifecycle.RolloutState.Completed;
import io.sluice.rollout.lifecycle.RolloutState.Paused;
import io.sluice.rollout.lifecycle.RolloutState.RolledBack;
import io.sluice.rollout.lifecycle.RolloutState.RollingBack;
import io.sluice.rollout.lifecycle.RolloutState.RollingOut;
import io.sluice.rollout.lifecycle.RolloutState.Running;
import io.sluice.rollout.lifecycle.RolloutState.Superseded;
import io.sluice.rollout.lifecycle.RolloutState.Watching;
import io.sluice.rollout.lifecycle.Step.Refused;
import io.sluice.rollout.lifecycle.Step.Stay;
import io.sluice.rollout.lifecycle.Step.Transition;
import io.sluice.rollout.verdict.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A rollout and the rules it lives by. Immutable; {@link #step} is a pure function. */
public record Rollout(Target target, Plan plan, RolloutState state) {
  private static final Stay STAY = new Stay();

  /**
   * How a rollout begins. The first version of a prompt has nothing to be compared with and goes
   * live at once.
   */
  public static Transition start(Target target, Plan plan, Instant now) {
    int version = target.candidate().version();
    PromptVersion stable = target.stable();
    if (stable == null) {
      return new Transition(
          new Completed(now),
          "went_live",
          "Version " + version + " is the first here, so it serves all traffic at once.",
          List.of(new SwitchTraffic()));
    }
    RolloutState first = enter(1, plan, now);
    return new Transition(
        first,
        "started",
        "Version %d gets %d%% of the traffic, version %d the rest."
            .formatted(version, Traffic.of(target, plan, first).percent(), stable.version()),
        List.of(new SwitchTraffic()));
  }

  /**
   * The record of a version that is live already and was approved anew: nothing moves, but a later
   * rollback takes back the newer approval, not one that no longer counts.
   */
  public static Transition reaffirm(Target target, Instant now) {
    return new Transition(
        new Completed(now),
        "reaffirmed",
        "Version %d was approved again by change %d and goes on serving all traffic."
            .formatted(target.candidate().version(), target.candidate().change()),
        List.of(new SwitchTraffic()));
  }

  /** What a signal leads to at a time. */
  public Step step(Signal signal, Instant now) {
    return switch (signal) {
      case Signal.Judged judged -> judged(judged.finding(), now);
      case Signal.Desired desired -> desired(desired.version(), now);
      case Signal.Archived archived -> archived(archived.reason(), now);
      case Signal.Pause pause -> pause(pause, now);
      case Signal.Resume resume -> resume(resume, now);
      case Signal.Promote promote -> promote(promote, now);
      case Signal.RollBack rollBack -> rollBack(rollBack, now);
    };
  }

  /** How calls are routed now. */
  public Traffic traffic() {
    return Traffic.of(target, plan, state);
  }

  /** The version that a next one is compared with. */
  public PromptVersion live() {
    PromptVersion stable = target.stable();
    boolean passedAllGates =
        switch (state) {
          case Watching s -> true;
          case Paused s -> s.held() instanceof Watching;
          case Completed s -> true;
          case RollingOut s -> false;
          case RollingBack s -> false;
          case RolledBack s -> false;
          case Superseded s -> s.candidateLive();
          case Archived s -> s.candidateLive();
        };
    return stable == null || passedAllGates ? target.candidate() : stable;
  }

  /** Number of the current stage, counted from 1; the watch belongs to the last. */
  public int stage() {
    return switch (state) {
      case RollingOut s -> s.stage();
      case Paused s -> s.held() instanceof RollingOut r ? r.stage() : plan.lastStage();
      case Watching s -> plan.lastStage();
      case Completed s -> plan.lastStage();
      case RollingBack s -> 0;
      case RolledBack s -> 0;
      case Superseded s -> 0;
      case Archived s -> 0;
    };
  }

  private Step judged(Finding finding, Instant now) {
    return switch (state) {
      case RollingOut s -> judgedWhileRunning(s, finding, now);
      case Watching s -> judgedWhileRunning(s, finding, now);
      case Paused s ->
          finding instanceof Finding.Regression regression
              ? regressed(regression.inWords(), now)
              : STAY;
      case Completed s -> STAY;
      case RollingBack s -> STAY;
      case RolledBack s -> STAY;
      case Superseded s -> STAY;
      case Archived s -> STAY;
    };
  }

  private Step judgedWhileRunning(Running running, Finding finding, Instant now) {
    return switch (finding) {
      case Finding.Regression f -> regressed(f.inWords(), now);
      case Finding.Healthy f -> healthy(running, f, now);
      // It is not the prompt, so nothing goes back; nothing is shown either, so nothing goes on.
      case Finding.SharedCause f -> STAY;
      case Finding.Inconclusive f ->
          running instanceof Watching watching && !f.holdsWatch() ? watched(watching, now) : STAY;
    };
  }

  private Step healthy(Running running, Finding finding, Instant now) {
    return switch (running) {
      case RollingOut s ->
          lasted(s.since(), plan.minStageTime(), now)
              ? advance(s.stage(), finding.inWords(), now)
              : STAY;
      case Watching s -> watched(s, now);
    };
  }

  /**
   * The watch ends by time: the gates have shown health, the watch only looks for harm. Missing
   * outcomes and an unanswered question keep it open.
   */
  private Step watched(Watching watching, Instant now) {
    return lasted(watching.since(), plan.watch(), now)
        ? complete("No regression was found in the watch.", now)
        : STAY;
  }

  private Step desired(PromptVersion version, Instant now) {
    if (version.equals(target.candidate())) {
      return STAY;
    }
    return switch (state) {
      case RollingOut s -> supersede(version, now);
      case Watching s -> desiredInWatch(version, now);
      case Paused s ->
          s.held() instanceof Watching ? desiredInWatch(version, now) : supersede(version, now);
      case RollingBack s ->
          new Transition(
              new RolledBack(s.reason(), now),
              "rolled_back",
              "Git names version " + version.version() + ": the rollback is complete.",
              List.of());
      case Completed s -> STAY;
      case RolledBack s -> STAY;
      case Superseded s -> STAY;
      case Archived s -> STAY;
    };
  }

  /** Another approval of what everybody gets already ends no watch over it. */
  private Step desiredInWatch(PromptVersion version, Instant now) {
    return version.isSameContentAs(target.candidate()) ? STAY : supersede(version, now);
  }

  private Step supersede(PromptVersion version, Instant now) {
    boolean withdrawn = version.equals(target.stable());
    boolean candidateLive = !withdrawn && live().equals(target.candidate());
    String why =
        withdrawn
            ? "Git names version %d again, so version %d is withdrawn."
            : "Git now names version %d, so the rollout of version %d ends here.";
    return new Transition(
        new Superseded(candidateLive, now),
        "superseded",
        why.formatted(version.version(), target.candidate().version()),
        List.of(new SwitchTraffic()));
  }

  private Step archived(String reason, Instant now) {
    return switch (state) {
      case RollingOut s -> archive(reason, now);
      case Watching s -> archive(reason, now);
      case Paused s -> archive(reason, now);
      // Git no longer says what runs, so the revert cannot be waited for; quarantine stays.
      case RollingBack s ->
          new Transition(
              new RolledBack(s.reason(), now),
              "rolled_back",
              "The prompt is archived, so the rollback ends here: " + reason,
              List.of());
      case Completed s -> STAY;
      case RolledBack s -> STAY;
      case Superseded s -> STAY;
      case Archived s -> STAY;
    };
  }

  private Transition archive(String reason, Instant now) {
    boolean candidateLive = live().equals(target.candidate());
    return new Transition(
        new Archived(candidateLive, reason, now),
        "archived",
        "The prompt is archived, so the rollout of version %d ends here: %s"
            .formatted(target.candidate().version(), reason),
        List.of(new SwitchTraffic()));
  }

  private Step pause(Signal.Pause pause, Instant now) {
    return switch (state) {
      case RollingOut s -> hold(s, pause, now);
      case Watching s -> hold(s, pause, now);
      case Paused s -> new Refused("It is paused already.");
      case Completed s -> over();
      case RollingBack s -> over();
      case RolledBack s -> over();
      case Superseded s -> over();
      case Archived s -> over();
    };
  }

  private Step hold(Running running, Signal.Pause pause, Instant now) {
    return new Transition(
        new Paused(running, pause.reason(), now),
        "paused",
        "Paused by " + pause.by() + ": " + pause.reason(),
        List.of());
  }

  /** The time spent paused does not count for the stage or the watch. */
  private Step resume(Signal.Resume resume, Instant now) {
    if (!(state instanceof Paused paused)) {
      return new Refused("It is not paused.");
    }
    Instant since = paused.held().since().plus(Duration.between(paused.since(), now));
    RolloutState next =
        switch (paused.held()) {
          case RollingOut s -> new RollingOut(s.stage(), since);
          case Watching s -> new Watching(since);
        };
    return new Transition(
        next, "resumed", "Resumed by " + resume.by() + ": " + resume.reason(), List.of());
  }

  private Step promote(Signal.Promote promote, Instant now) {
    String why = "Promoted by " + promote.by() + ": " + promote.reason();
    return switch (state) {
      case RollingOut s -> advance(s.stage(), why, now);
      case Watching s -> complete(why, now);
      case Paused s ->
          switch (s.held()) {
            case RollingOut held -> advance(held.stage(), why, now);
            case Watching held -> complete(why, now);
          };
      case Completed s -> over();
      case RollingBack s -> over();
      case RolledBack s -> over();
      case Superseded s -> over();
      case Archived s -> over();
    };
  }

  private Step rollBack(Signal.RollBack rollBack, Instant now) {
    String why = "Rolled back by " + rollBack.by() + ": " + rollBack.reason();
    return switch (state) {
      case RollingOut s -> regressed(why, now);
      case Watching s -> regressed(why, now);
      case Paused s -> regressed(why, now);
      case Completed s ->
          target.stable() == null
              ? new Refused("There is no earlier version to go back to.")
              : regressed(why, now);
      case RollingBack s -> new Refused("It is being rolled back already.");
      case RolledBack s -> over();
      case Superseded s -> over();
      case Archived s -> over();
    };
  }

  private Step regressed(String reason, Instant now) {
    PromptVersion stable = target.stable();
    if (stable == null) {
      return STAY;
    }
    PromptVersion candidate = target.candidate();
    return new Transition(
        new RollingBack(reason, now),
        "rolling_back",
        reason + " All traffic is back on version " + stable.version() + ".",
        List.of(
            new Quarantine(candidate),
            new SwitchTraffic(),
            new RevertInGit(candidate, stable, reason)));
  }

  private Step advance(int stage, String why, Instant now) {
    RolloutState next = enter(stage + 1, plan, now);
    if (next instanceof Completed) {
      return complete(why, now);
    }
    int percent = Traffic.of(target, plan, next).percent();
    return new Transition(
        next,
        next instanceof Watching ? "watch_started" : "advanced",
        why + " Version " + target.candidate().version() + " now gets " + percent + "%.",
        List.of(new SwitchTraffic()));
  }

  private Transition complete(String why, Instant now) {
    return new Transition(
        new Completed(now),
        "completed",
        why + " Version " + target.candidate().version() + " serves all traffic.",
        List.of(new SwitchTraffic()));
  }

  private static RolloutState enter(int stage, Plan plan, Instant now) {
    if (stage < plan.lastStage()) {
      return new RollingOut(stage, now);
    }
    return plan.watch().isZero() ? new Completed(now) : new Watching(now);
  }

  private static boolean lasted(Instant since, Duration time, Instant now) {
    return !now.isBefore(since.plus(time));
  }

  private static Refused over() {
    return new Refused("This rollout is over; see its history.");
  }
}
