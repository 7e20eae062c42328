package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Main, when an external Git server is the home. Local main is the accepted one. A commit goes to
 * the server first, with a lease, and an intention is written before that: should this process die
 * in between, the commit is known again as its own. Every method blocks.
 */
@ApplicationScoped
public class RemoteMain {
  private static final Logger LOG = Logger.getLogger(RemoteMain.class);

  /** Where the server was last seen to have main. */
  private static final String TRACKED = GitRepository.INTERNAL + "remote/main";

  /** {@code refs/sluice/intended/<lease>/<commit>}: a push that was tried. */
  private static final String INTENDED = GitRepository.INTERNAL + "intended/";

  private static final Duration LONGEST_ADOPTION = Duration.ofMinutes(10);

  private final GitRemote remote;
  private final GitRepository home;
  private final Repository repository;
  private final History history;

  @Inject
  public RemoteMain(GitRemote remote, GitRepository home) {
    this.remote = remote;
    this.home = home;
    this.repository = home.jgit();
    this.history = new History(repository);
  }

  /** The server's main if it holds commits that are held back. */
  Optional<ObjectId> heldBack() throws IOException {
    Ref ours = repository.exactRef(GitRepository.MAIN);
    ObjectId theirs = tracked();
    if (!remote.isSet() || ours == null || theirs.equals(ObjectId.zeroId())) {
      return Optional.empty();
    }
    String accepted = ours.getObjectId().name();
    return history.contains(accepted, theirs.name()) || !history.related(accepted, theirs.name())
        ? Optional.empty()
        : Optional.of(theirs);
  }

  /**
   * Moves main on the server and then here.
   *
   * @return false when main is elsewhere, here or there, than the commit was made for
   * @throws RemoteException when the server did not do it; nothing is lost, and it is to be asked
   *     for again
   */
  boolean publish(ObjectId expected, ObjectId next, String why) throws IOException {
    return remote.alone(
        () -> {
          Ref ours = repository.exactRef(GitRepository.MAIN);
          ObjectId lease = tracked();
          if (ours == null || !ours.getObjectId().equals(expected) || !extendsTheirs(next, lease)) {
            return false;
          }
          intend(lease, next);
          return switch (remote.push(repository, withNotes(lease, next))) {
            case GitRemote.Answer.Done done -> {
              track(next);
              boolean moved = moveTo(expected, next, why);
              forgetIntentions(next);
              yield moved;
            }
            case GitRemote.Answer.LostRace lost -> {
              MainState state = reconcile(remote.list());
              LOG.infof("Main moved on the Git server meanwhile: %s", state);
              requireStill(expected);
              yield false;
            }
            case GitRemote.Answer.Refused refused -> {
              Refs.delete(repository, intention(lease, next), next);
              throw new RemoteException(
                  "The Git server refuses to move main: "
                      + refused.why()
                      + ". Its branch protection must let this account push.");
            }
          };
        });
  }

  /**
   * Finds out about a push of which it is not known whether it arrived. To be called before asking
   * what is on main in order to decide what to do to it.
   */
  void settle() throws IOException {
    if (remote.isSet() && !intentions().isEmpty()) {
      remote.alone(() -> reconcile(remote.list()));
    }
  }

  /** Brings both mains together as far as that is right; how they stand then. */
  MainState reconcile(Map<String, ObjectId> server) throws IOException {
    ObjectId theirs = server.get(GitRepository.MAIN);
    if (repository.exactRef(GitRepository.MAIN) == null) {
      return begin(theirs);
    }
    if (theirs != null && !history.has(theirs)) {
      theirs = fetchMain(theirs);
    }
    ObjectId before = tracked();
    track(theirs);
    MainState state = judge(theirs);
    while (state instanceof MainState.Own own) {
      LOG.infof("Commit %s had arrived on the Git server: main follows", own.next());
      if (!moveTo(accepted(), ObjectId.fromString(own.next()), "arrived earlier")) {
        break;
      }
      state = judge(theirs);
    }
    forgetIntentions(theirs);
    if (state instanceof MainState.Unrelated && theirs != null && isUntouched()) {
      return adopt(theirs);
    }
    return act(state, theirs, before, server.get(GitRepository.ATTESTATIONS));
  }

  private MainState act(
      MainState state, @Nullable ObjectId theirs, ObjectId before, @Nullable ObjectId notes)
      throws IOException {
    switch (state) {
      case MainState.InSync inSync -> pushNotes(notes);
      case MainState.Absent absent -> {
        if (!before.equals(ObjectId.zeroId())) {
          LOG.error("Main was deleted on the Git server; putting it back");
        }
        return putBack(ObjectId.zeroId());
      }
      case MainState.Behind behind -> {
        LOG.errorf(
            "The Git server's main lacks accepted commits (it is at %s, accepted is %s);"
                + " putting them back",
            theirs == null ? "" : theirs.name(), accepted().name());
        return putBack(theirs == null ? ObjectId.zeroId() : theirs);
      }
      case MainState.Foreign foreign -> {}
      case MainState.Own own -> {}
      case MainState.Unrelated unrelated -> {}
    }
    return state;
  }

  private MainState judge(@Nullable ObjectId theirs) throws IOException {
    String accepted = accepted().name();
    List<String> own = new ArrayList<>();
    for (Ref ref : intentions()) {
      if (history.firstParent(ref.getObjectId()).filter(accepted::equals).isPresent()) {
        own.add(ref.getObjectId().name());
      }
    }
    try {
      return MainState.judge(accepted, theirs == null ? null : theirs.name(), own, history);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The first time that this repository is at all. */
  private MainState begin(@Nullable ObjectId theirs) throws IOException {
    if (theirs != null) {
      return adopt(theirs);
    }
    home.seed();
    LOG.info("The Git server is empty: it gets a main with the default policy");
    return putBack(ObjectId.zeroId());
  }

  /** Trust on first use: an empty registry takes what the server has as accepted. */
  private MainState adopt(ObjectId theirs) throws IOException {
    Map<String, ObjectId> fetched =
        remote.fetch(
            repository,
            List.of(GitRepository.MAIN, GitRepository.ATTESTATIONS),
            Integer.MAX_VALUE,
            LONGEST_ADOPTION);
    ObjectId main = fetched.getOrDefault(GitRepository.MAIN, theirs);
    ObjectId notes = fetched.get(GitRepository.ATTESTATIONS);
    if (notes != null) {
      Ref known = repository.exactRef(GitRepository.ATTESTATIONS);
      Refs.compareAndSet(
          repository,
          GitRepository.ATTESTATIONS,
          known == null ? ObjectId.zeroId() : known.getObjectId(),
          notes,
          "adopted");
    }
    track(main);
    Ref ours = repository.exactRef(GitRepository.MAIN);
    moveTo(ours == null ? ObjectId.zeroId() : ours.getObjectId(), main, "adopted");
    LOG.infof("Adopted main of the Git server as accepted, at %s", main.name());
    return new MainState.InSync();
  }

  /** True for a main that is the default policy and nothing else: nothing is lost with it. */
  private boolean isUntouched() throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit main = walk.parseCommit(accepted());
      return main.getParentCount() == 0
          && main.getFullMessage().equals(GitRepository.SEED_MESSAGE)
          && repository.getRefDatabase().getRefsByPrefix(GitRepository.CHANGES).isEmpty();
    }
  }

  private MainState putBack(ObjectId lease) throws IOException {
    ObjectId accepted = accepted();
    return switch (remote.push(repository, withNotes(lease, accepted))) {
      case GitRemote.Answer.Done done -> {
        track(accepted);
        yield new MainState.InSync();
      }
      case GitRemote.Answer.LostRace lost ->
          throw new RemoteException("Main keeps moving on the Git server.");
      case GitRemote.Answer.Refused refused ->
          throw new RemoteException("The Git server refuses to move main: " + refused.why() + ".");
    };
  }

  private ObjectId fetchMain(ObjectId theirs) throws IOException {
    return remote
        .fetch(
            repository, List.of(GitRepository.MAIN), Integer.MAX_VALUE, GitRemote.LONGEST_TRANSFER)
        .getOrDefault(GitRepository.MAIN, theirs);
  }

  /** Attestations are believed for their signature; which are there, is known here. */
  private void pushNotes(@Nullable ObjectId theirs) throws IOException {
    Ref ours = repository.exactRef(GitRepository.ATTESTATIONS);
    if (ours != null && !ours.getObjectId().equals(theirs)) {
      LOG.warnf(
          "The Git server's attestations are at %s; putting ours back",
          theirs == null ? "nothing" : theirs.name());
      remote.push(
          repository,
          List.of(
              new GitRemote.Update(
                  GitRepository.ATTESTATIONS,
                  theirs == null ? ObjectId.zeroId() : theirs,
                  ours.getObjectId())));
    }
  }

  private List<GitRemote.Update> withNotes(ObjectId lease, ObjectId next) throws IOException {
    List<GitRemote.Update> updates = new ArrayList<>();
    Ref notes = repository.exactRef(GitRepository.ATTESTATIONS);
    if (notes != null) {
      updates.add(new GitRemote.Update(GitRepository.ATTESTATIONS, null, notes.getObjectId()));
    }
    updates.add(new GitRemote.Update(GitRepository.MAIN, lease, next));
    return updates;
  }

  /** The server's main may have moved since the commit was made: then it must be made anew. */
  private boolean extendsTheirs(ObjectId next, ObjectId theirs) throws IOException {
    if (theirs.equals(ObjectId.zeroId()) || history.contains(next.name(), theirs.name())) {
      return true;
    }
    if (!history.related(next.name(), theirs.name())) {
      throw new RemoteException(
          "Main on the Git server shares no history with the accepted main: is"
              + " sluice.git.remote the right repository?");
    }
    return false;
  }

  /** Whoever asked must look again at what main holds now. */
  private void requireStill(ObjectId expected) throws IOException {
    if (!accepted().equals(expected)) {
      throw new RemoteException("An earlier commit has just arrived on main.");
    }
  }

  private ObjectId accepted() throws IOException {
    Ref main = repository.exactRef(GitRepository.MAIN);
    if (main == null) {
      throw new RemoteException("The Git server's main was not fetched yet.");
    }
    return main.getObjectId();
  }

  private boolean moveTo(ObjectId expected, ObjectId next, String why) throws IOException {
    return Refs.compareAndSet(repository, GitRepository.MAIN, expected, next, why);
  }

  private ObjectId tracked() throws IOException {
    Ref ref = repository.exactRef(TRACKED);
    return ref == null ? ObjectId.zeroId() : ref.getObjectId();
  }

  private void track(@Nullable ObjectId theirs) throws IOException {
    Refs.set(repository, TRACKED, theirs);
  }

  private void intend(ObjectId lease, ObjectId next) throws IOException {
    Refs.set(repository, intention(lease, next), next);
  }

  private static String intention(ObjectId lease, ObjectId next) {
    return INTENDED + lease.name() + "/" + next.name();
  }

  private List<Ref> intentions() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(INTENDED);
  }

  /** A push can only arrive late while the server is where its lease says. */
  private void forgetIntentions(@Nullable ObjectId theirs) throws IOException {
    ObjectId now = theirs == null ? ObjectId.zeroId() : theirs;
    for (Ref ref : intentions()) {
      if (!ref.getName().startsWith(INTENDED + now.name() + "/")) {
        Refs.delete(repository, ref.getName(), ref.getObjectId());
      }
    }
  }
}
