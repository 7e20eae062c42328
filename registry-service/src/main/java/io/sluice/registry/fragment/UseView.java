package io.sluice.registry.fragment;

import io.sluice.registry.index.FragmentUser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version that has a prompt inside.
 *
 * @param latest true when it is the newest version of its prompt
 * @param includes which versions of the prompt are inside, and whether the version names them
 *     itself
 */
public record UseView(String prompt, int version, boolean latest, List<Included> includes) {

  /**
   * @param direct false when another fragment brings it
   */
  public record Included(int version, boolean direct) {}

  static UseView of(FragmentUser user, @Nullable Integer latest) {
    return new UseView(
        user.prompt(),
        user.version(),
        latest != null && latest == user.version(),
        user.uses().stream().map(use -> new Included(use.version(), use.depth() == 1)).toList());
  }
}
