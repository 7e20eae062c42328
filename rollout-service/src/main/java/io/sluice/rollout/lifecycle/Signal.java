package io.sluice.rollout.lifecycle;

import io.sluice.rollout.verdict.Finding;

/** What can happen to a rollout. */
public sealed interface Signal {
  /** The evidence was judged against the gate the candidate stands at. */
  record Judged(Finding finding) implements Signal {}

  /** The registry's desired state, as last read, names this version. */
  record Desired(PromptVersion version) implements Signal {}

  /** The prompt is archived: none of its versions is served any more. */
  record Archived(String reason) implements Signal {}

  /** An operator holds the rollout where it is. */
  record Pause(String by, String reason) implements Signal {}

  /** An operator lets a held rollout go on. */
  record Resume(String by, String reason) implements Signal {}

  /** An operator opens the next gate, or ends the watch, without the evidence for it. */
  record Promote(String by, String reason) implements Signal {}

  /** An operator takes the candidate back. */
  record RollBack(String by, String reason) implements Signal {}
}
