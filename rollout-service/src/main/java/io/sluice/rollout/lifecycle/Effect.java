package io.sluice.rollout.lifecycle;

/** What has to be done after a transition. Each may be done twice without harm. */
public sealed interface Effect {
  /** Replicas must route by the new state. */
  record SwitchTraffic() implements Effect {}

  /** The promotion must never get traffic again; only a newer change may bring its content back. */
  record Quarantine(PromptVersion version) implements Effect {}

  /** The environment must name the earlier version in Git too. */
  record RevertInGit(PromptVersion from, PromptVersion to, String reason) implements Effect {}
}
