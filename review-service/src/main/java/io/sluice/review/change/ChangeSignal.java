package io.sluice.review.change;

import io.sluice.review.registry.Comparison;
import org.jspecify.annotations.Nullable;

/** Everything that can move a change request. */
public sealed interface ChangeSignal {
  /**
   * The registry compared the branch with main.
   *
   * @param comparison as received
   * @param promoteTo the target that it was computed for
   */
  record Compared(Comparison comparison, String promoteTo) implements ChangeSignal {}

  /**
   * A person changed the words, the target or, over HTTP, the files; null leaves a part as it is.
   *
   * @param compared the branch as it is now, for the target that is wanted now: target, comparison
   *     and digest change together or not at all
   */
  record Edited(
      String by,
      @Nullable String title,
      @Nullable String description,
      @Nullable String promoteTo,
      Compared compared)
      implements ChangeSignal {}

  /** The branch is no longer there, and the change is not on main. */
  record BranchGone() implements ChangeSignal {}

  /** A reviewer said no. */
  record Rejected(String by, String reason) implements ChangeSignal {}

  /** The merge was decided and its intent recorded. */
  record MergeStarted(String by) implements ChangeSignal {}

  /** The registry will not merge what was attested. */
  record MergeFailed(String reason) implements ChangeSignal {}

  /** The change is on main. Git is believed in this, whatever state the change was in. */
  record Merged(String commit) implements ChangeSignal {}
}
