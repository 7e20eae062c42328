package io.sluice.review.rollout;

import java.util.Set;

/**
 * A rollout as the rollout-service knows it.
 *
 * @param state {@code rolling_out}, {@code completed} and so on
 */
public record KnownRollout(
    long number, String prompt, String environment, String state, Candidate candidate) {
  private static final Set<String> GONE = Set.of("rolled_back", "superseded", "archived");

  /** What it brings. */
  public record Candidate(int version) {}

  /** True when it brings this version to this environment. */
  public boolean brings(String toEnvironment, int version) {
    return environment.equals(toEnvironment) && candidate.version() == version;
  }

  /** True when the environment runs something else by now. */
  public boolean isGone() {
    return GONE.contains(state);
  }

  /** True when traffic is back and Git follows. */
  public boolean isGoing() {
    return state.equals("rolling_back");
  }
}
