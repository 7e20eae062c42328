package io.sluice.rollout.desired;

import io.sluice.rollout.lifecycle.Plan;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.version.ApprovedVersion;
import org.jspecify.annotations.Nullable;

/**
 * What Git wants for one prompt, with approvals that this service verified.
 *
 * @param rollback the version to go back to; null for the first, or when it was refused
 * @param rollbackRefusal why the version to go back to must not be served; null when it may
 */
record VerifiedPrompt(
    ApprovedVersion wanted,
    @Nullable ApprovedVersion rollback,
    @Nullable String rollbackRefusal,
    Plan plan) {
  PromptVersion version() {
    return of(wanted);
  }

  static PromptVersion of(ApprovedVersion approved) {
    return new PromptVersion(approved.key().version(), approved.digest(), approved.key().change());
  }
}
