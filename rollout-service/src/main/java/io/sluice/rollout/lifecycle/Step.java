package io.sluice.rollout.lifecycle;

import java.util.List;

/** What a signal led to. */
public sealed interface Step {
  /**
   * The rollout moved on.
   *
   * @param event stable name, for the history
   * @param detail one or more sentences
   */
  record Transition(RolloutState state, String event, String detail, List<Effect> effects)
      implements Step {
    public Transition {
      effects = List.copyOf(effects);
    }
  }

  /** Nothing to do. */
  record Stay() implements Step {}

  /**
   * The signal does not fit the state.
   *
   * @param why for the operator, with what to do instead
   */
  record Refused(String why) implements Step {}
}
