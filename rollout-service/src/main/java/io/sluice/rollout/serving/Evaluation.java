package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;

/** What a subject would get of a prompt now. Nothing is counted or signed by asking. */
public sealed interface Evaluation permits Assignment, Evaluation.Nothing {
  /** Why there is no version. */
  sealed interface Nothing extends Evaluation {}

  /** The prompt is archived. */
  record Archived(PromptNotice notice) implements Nothing {}

  /** What was live was rolled back, and there is no other version to serve. */
  record Quarantined() implements Nothing {}

  /** No version of it is live in that environment. */
  record NotLive() implements Nothing {}

  /** This replica has not read yet what the environment should serve. */
  record NotYet() implements Nothing {}
}
