package io.sluice.registry.git;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Told of pushes by the Git protocol side; both methods may block. */
public interface PushListener {
  /**
   * One branch that a push moves.
   *
   * @param branch {@code changes/…}
   * @param head new commit id, or null when the branch is deleted
   * @param subject who pushes
   * @param promoteTo the push option {@code promote-to}, or null
   */
  record Push(String branch, @Nullable String head, String subject, @Nullable String promoteTo) {}

  /**
   * Called when a push was checked, before any branch moves: what is recorded here is never missing
   * for a branch that moved.
   *
   * @throws RuntimeException to refuse the push
   */
  void accepted(List<Push> pushes);

  /** Called after a branch moved; a line to print to whoever pushed. */
  Optional<String> moved(Push push);
}
