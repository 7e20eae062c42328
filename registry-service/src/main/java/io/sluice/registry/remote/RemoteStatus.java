package io.sluice.registry.remote;

import io.sluice.registry.git.ForeignCommits;
import io.sluice.registry.git.MainState;
import io.sluice.registry.git.RefusedBranch;
import io.sluice.registry.git.RemoteSync;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How this registry stands to the external Git server, as far as is known.
 *
 * @param accepted main here
 * @param main main there
 * @param checkedAt when the server was last seen
 * @param error what is wrong, or null
 * @param held what is held back
 * @param heldSince since when
 */
record RemoteStatus(
    State state,
    @Nullable String accepted,
    @Nullable String main,
    @Nullable Instant checkedAt,
    @Nullable String error,
    Optional<ForeignCommits.Held> held,
    @Nullable Instant heldSince,
    List<RefusedBranch> refused) {

  /** In a word. */
  enum State {
    STARTING("starting"),
    IN_SYNC("in-sync"),
    FOREIGN("foreign"),
    UNRELATED("unrelated"),
    UNREACHABLE("unreachable");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static final RemoteStatus STARTING =
      new RemoteStatus(State.STARTING, null, null, null, null, Optional.empty(), null, List.of());

  static RemoteStatus of(RemoteSync.Report report, RemoteStatus before, Instant now) {
    State state =
        switch (report.state()) {
          case MainState.InSync s -> State.IN_SYNC;
          case MainState.Own s -> State.IN_SYNC;
          case MainState.Absent s -> State.STARTING;
          case MainState.Behind s -> State.STARTING;
          case MainState.Foreign s -> State.FOREIGN;
          case MainState.Unrelated s -> State.UNRELATED;
        };
    Optional<String> head = report.held().map(ForeignCommits.Held::head);
    return new RemoteStatus(
        state,
        report.accepted(),
        report.remoteMain(),
        now,
        state == State.UNRELATED ? "Main there shares no history with main here." : null,
        report.held(),
        head.isEmpty() ? null : head.equals(before.foreignHead()) ? before.heldSince() : now,
        report.branches().refused());
  }

  RemoteStatus unreachable(String why) {
    return new RemoteStatus(
        State.UNREACHABLE, accepted, main, checkedAt, why, held, heldSince, refused);
  }

  RemoteStatus since(Instant since) {
    return new RemoteStatus(state, accepted, main, checkedAt, error, held, since, refused);
  }

  boolean isUp() {
    return state != State.UNREACHABLE && state != State.STARTING;
  }

  /** Also while the server does not answer: what was seen there is still there. */
  boolean isForeign() {
    return held.isPresent();
  }

  Optional<String> foreignHead() {
    return held.map(ForeignCommits.Held::head);
  }

  int foreignCommits() {
    return held.map(ForeignCommits.Held::count).orElse(0);
  }
}
