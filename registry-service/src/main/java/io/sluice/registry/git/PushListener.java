package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Told of pushes by the Git protocol side; its methods may block. */
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
   * Called with the files that a branch would change, when they hold every rule that needs nothing
   * but them: what else is wrong or worth a look.
   *
   * @param changed path to new content; empty content means that the file is removed
   */
  List<Finding> check(Map<String, Optional<byte[]>> changed);

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
