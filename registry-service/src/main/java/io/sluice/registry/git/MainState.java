package io.sluice.registry.git;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How main on the external Git server stands to the accepted main, which is what everything here
 * reads.
 */
public sealed interface MainState {
  /** Both are at the same commit. */
  record InSync() implements MainState {}

  /** The server has no main: it is empty, or somebody deleted it there. */
  record Absent() implements MainState {}

  /** The server lacks accepted commits and has no others: they can be put back. */
  record Behind() implements MainState {}

  /**
   * The server has a commit that was made here and was not known to have arrived.
   *
   * @param next the commit that accepted main moves to
   */
  record Own(String next) implements MainState {}

  /**
   * The server has commits that did not come by an approved merge; they are held back.
   *
   * @param head where the server's main is
   * @param rewound true when the server lacks accepted commits too
   */
  record Foreign(String head, boolean rewound) implements MainState {}

  /** The two share no commit: this is another repository. */
  record Unrelated(String head) implements MainState {}

  /** What is known of a pair of commits. */
  interface Ancestry {
    /** True when one is the other's ancestor, or the same. */
    boolean contains(String descendant, String ancestor);

    /** True when they have a common ancestor. */
    boolean related(String one, String other);
  }

  /**
   * Judges.
   *
   * @param accepted where main is here
   * @param remote where main is on the server, or null
   * @param intended commits made here on top of {@code accepted} whose push was tried
   */
  static MainState judge(
      String accepted, @Nullable String remote, List<String> intended, Ancestry ancestry) {
    if (remote == null) {
      return new Absent();
    }
    if (remote.equals(accepted)) {
      return new InSync();
    }
    Optional<String> arrived =
        intended.stream().filter(own -> ancestry.contains(remote, own)).findFirst();
    if (arrived.isPresent()) {
      return new Own(arrived.get());
    }
    if (ancestry.contains(accepted, remote)) {
      return new Behind();
    }
    if (!ancestry.related(accepted, remote)) {
      return new Unrelated(remote);
    }
    return new Foreign(remote, !ancestry.contains(remote, accepted));
  }
}
