package io.sluice.rollout.lifecycle;

import java.time.Instant;
import java.util.List;

/** Where a rollout stands. Stages are counted from 1. */
public sealed interface RolloutState {
  /** What {@link #wireName} can be. */
  List<String> WIRE_NAMES =
      List.of(
          "rolling_out",
          "watching",
          "paused",
          "completed",
          "rolling_back",
          "rolled_back",
          "superseded",
          "archived");

  /** A state in which time passes and gates open. */
  sealed interface Running extends RolloutState {
    /** Since when the stage, or the watch, has been running. */
    Instant since();
  }

  /** The candidate has the share of a stage. */
  record RollingOut(int stage, Instant since) implements Running {}

  /** The candidate has all traffic but the hold-back. */
  record Watching(Instant since) implements Running {}

  /** Held by an operator: the share stays, no gate opens; a regression still rolls back. */
  record Paused(Running held, String reason, Instant since) implements RolloutState {}

  /** The candidate is the version now. */
  record Completed(Instant at) implements RolloutState {}

  /** Traffic is back on stable; the revert is not in Git yet. */
  record RollingBack(String reason, Instant since) implements RolloutState {}

  /** Traffic and Git are back. */
  record RolledBack(String reason, Instant at) implements RolloutState {}

  /**
   * Another version took over before the end.
   *
   * @param candidateLive true when all gates had opened, so that the successor is compared with the
   *     candidate
   */
  record Superseded(boolean candidateLive, Instant at) implements RolloutState {}

  /**
   * The prompt was archived before the end.
   *
   * @param candidateLive true when all gates had opened, so that the candidate is what the prompt
   *     comes back with
   */
  record Archived(boolean candidateLive, String reason, Instant at) implements RolloutState {}

  /** The name in JSON and in the database. */
  default String wireName() {
    return switch (this) {
      case RollingOut s -> "rolling_out";
      case Watching s -> "watching";
      case Paused s -> "paused";
      case Completed s -> "completed";
      case RollingBack s -> "rolling_back";
      case RolledBack s -> "rolled_back";
      case Superseded s -> "superseded";
      case Archived s -> "archived";
    };
  }

  /**
   * True once nothing can happen to it any more, but an operator's rollback of the live version.
   */
  default boolean isOver() {
    return switch (this) {
      case RollingOut s -> false;
      case Watching s -> false;
      case Paused s -> false;
      case RollingBack s -> false;
      case Completed s -> true;
      case RolledBack s -> true;
      case Superseded s -> true;
      case Archived s -> true;
    };
  }
}
