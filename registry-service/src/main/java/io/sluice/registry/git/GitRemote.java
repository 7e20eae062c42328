package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the external Git server over HTTP(S). Every method blocks, for no longer than the server
 * may keep silent, and fails with a {@link RemoteException} that says what to look at.
 */
@ApplicationScoped
public class GitRemote {
  static final Duration LONGEST_TRANSFER = Duration.ofSeconds(45);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(20);
  private static final String PREFIX = "refs/";

  private final RemoteSettings settings;
  private final GitRepository repository;
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Work in several steps with the server. */
  interface Steps<T> {
    T run() throws IOException;
  }

  /**
   * A ref to be moved on the server.
   *
   * @param expected where the server must have it, zero for nowhere, or null for wherever it is
   * @param next null to delete it
   */
  record Update(String ref, @Nullable ObjectId expected, @Nullable ObjectId next) {}

  /** What the server made of a push. */
  sealed interface Answer {
    /** Every ref is where it was wanted. */
    record Done() implements Answer {}

    /** Nothing moved: a ref is not where it was expected. */
    record LostRace() implements Answer {}

    /** Nothing moved, or not everything: the server has a rule against it. */
    record Refused(String why) implements Answer {}
  }

  @Inject
  public GitRemote(RemoteSettings settings, GitRepository repository) {
    this.settings = settings;
    this.repository = repository;
  }

  /** True when there is a server. */
  public boolean isSet() {
    return settings.isSet();
  }

  /**
   * Runs steps that rely on what they saw of the server: one at a time.
   *
   * @throws RemoteException also when others took too long
   */
  <T> T alone(Steps<T> steps) throws IOException {
    takeTurn();
    try {
      return steps.run();
    } finally {
      turn.unlock();
    }
  }

  /** For steps that do not fit in one method; to be given back by the same thread. */
  void takeTurn() throws RemoteException {
    boolean mine;
    try {
      mine = turn.tryLock(LONGEST_TURN.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      mine = false;
    }
    if (!mine) {
      throw new RemoteException("The Git server at " + settings.address() + " is slow right now.");
    }
  }

  void giveTurnBack() {
    turn.unlock();
  }

  /** Every ref of the server that matters here: main, attestations, change branches. */
  Map<String, ObjectId> list() throws RemoteException {
    return withConnection(
        repository.jgit(),
        connection -> {
          Map<String, ObjectId> refs = new LinkedHashMap<>();
          for (Ref ref : connection.getRefs()) {
            if (matters(ref.getName()) && ref.getObjectId() != null) {
              refs.put(ref.getName(), ref.getObjectId());
            }
          }
          return refs;
        });
  }

  /**
   * Brings the objects of some refs here; moves no ref.
   *
   * @param into repository whose object store takes them
   * @param maxObjects more than that is an error
   * @param longest how long it may take as a whole
   * @return where the server had each of those refs
   */
  Map<String, ObjectId> fetch(
      Repository into, Collection<String> names, int maxObjects, Duration longest)
      throws RemoteException {
    return withConnection(
        into,
        connection -> {
          List<Ref> wanted =
              connection.getRefs().stream().filter(ref -> names.contains(ref.getName())).toList();
          if (!wanted.isEmpty()) {
            Set<ObjectId> have = new HashSet<>();
            for (Ref ref : into.getRefDatabase().getRefs()) {
              if (ref.getObjectId() != null) {
                have.add(ref.getObjectId());
              }
            }
            fetch(connection, wanted, have, maxObjects, longest);
          }
          Map<String, ObjectId> found = new LinkedHashMap<>();
          wanted.forEach(ref -> found.put(ref.getName(), ref.getObjectId()));
          return found;
        });
  }

  private static void fetch(
      FetchConnection connection,
      List<Ref> wanted,
      Set<ObjectId> have,
      int maxObjects,
      Duration longest)
      throws IOException {
    TransferLimit limit = new TransferLimit(longest, maxObjects);
    try {
      connection.fetch(limit, wanted, have);
    } catch (IOException e) {
      if (limit.wasTooMuch()) {
        throw RemoteException.tooMuch(maxObjects);
      }
      throw e;
    }
  }

  /**
   * Moves refs on the server, all or none of them if it can do that.
   *
   * @param from repository that has the objects
   * @throws RemoteException when the server did not answer; it may have done it all the same
   */
  Answer push(Repository from, List<Update> updates) throws RemoteException {
    Answer answer = push(from, updates, true);
    return answer instanceof Answer.Refused(String why)
            && why.toLowerCase(Locale.ROOT).contains("atomic push not supported")
        ? push(from, updates, false)
        : answer;
  }

  private Answer push(Repository from, List<Update> updates, boolean atomic)
      throws RemoteException {
    try (Transport transport = open(from)) {
      transport.setPushAtomic(atomic && updates.size() > 1);
      List<RemoteRefUpdate> commands = new ArrayList<>();
      for (Update update : updates) {
        commands.add(
            new RemoteRefUpdate(
                from, (String) null, update.next(), update.ref(), true, null, update.expected()));
      }
      PushResult result =
          transport.push(new TransferLimit(LONGEST_TRANSFER, Integer.MAX_VALUE), commands);
      return answer(result.getRemoteUpdates(), result.getMessages());
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("tomic push not supported")) {
        return new Answer.Refused("atomic push not supported");
      }
      throw described(e);
    }
  }

  private static Answer answer(Collection<RemoteRefUpdate> updates, String messages) {
    boolean lostRace = false;
    String refused = null;
    for (RemoteRefUpdate update : updates) {
      switch (update.getStatus()) {
        case OK, UP_TO_DATE, NON_EXISTING -> {}
        case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> lostRace = true;
        case REJECTED_NODELETE, REJECTED_OTHER_REASON, NOT_ATTEMPTED, AWAITING_REPORT ->
            refused = String.valueOf(update.getMessage());
      }
    }
    if (lostRace) {
      return new Answer.LostRace();
    }
    if (refused == null) {
      return new Answer.Done();
    }
    // Said by a server that saw the ref move between its advertisement and the command.
    if (refused.contains("failed to update ref")
        || refused.contains("cannot lock ref")
        || refused.contains("failed to lock")
        || refused.contains("fetch first")) {
      return new Answer.LostRace();
    }
    String said = messages.strip().replaceAll("[\\p{Cntrl}]+", " ");
    return new Answer.Refused(said.isEmpty() ? refused : refused + " (" + said + ")");
  }

  private interface Talk<T> {
    T over(FetchConnection connection) throws IOException;
  }

  private <T> T withConnection(Repository local, Talk<T> talk) throws RemoteException {
    try (Transport transport = open(local);
        FetchConnection connection =
            transport.openFetch(
                List.of(
                    new RefSpec(GitRepository.MAIN),
                    new RefSpec(GitRepository.ATTESTATIONS),
                    new RefSpec(GitRepository.CHANGES + "*:" + GitRepository.CHANGES + "*")))) {
      return talk.over(connection);
    } catch (IOException e) {
      throw described(e);
    }
  }

  private Transport open(Repository local) throws IOException {
    Transport transport = Transport.open(local, settings.url());
    transport.setTimeout((int) Math.max(1, settings.timeout().toSeconds()));
    // What comes past the quarantine is held back, and must not be able to stop the rest.
    transport.setCheckFetchedObjects(local != repository.jgit());
    transport.setFetchThin(false);
    transport.setCredentialsProvider(null);
    if (transport instanceof TransportHttp http) {
      settings
          .secret()
          .ifPresent(secret -> http.setPreemptiveBasicAuthentication(settings.username(), secret));
    }
    return transport;
  }

  private static boolean matters(String ref) {
    return ref.startsWith(PREFIX)
        && (ref.equals(GitRepository.MAIN)
            || ref.equals(GitRepository.ATTESTATIONS)
            || ref.startsWith(GitRepository.CHANGES));
  }

  /** What people can act on; what the library says is for the log. */
  private RemoteException described(IOException e) {
    if (e instanceof RemoteException known) {
      return known;
    }
    String at = settings.address();
    String said = String.valueOf(e.getMessage());
    if (said.contains("not authorized")
        || said.contains("uthentication")
        || said.contains("CredentialsProvider")) {
      return new RemoteException(
          "The Git server at "
              + at
              + " refuses the user name or the token; look at sluice.git.remote.username and"
              + " .token-file.");
    }
    if (said.contains("not permitted")) {
      return new RemoteException(
          "The Git server at " + at + " does not let this account do that (403).");
    }
    if (e instanceof NoRemoteRepositoryException) {
      return new RemoteException("There is no Git repository at " + at + ".");
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof SocketTimeoutException) {
      return new RemoteException(
          "The Git server at " + at + " kept silent for " + settings.timeout().toSeconds() + " s.",
          e);
    }
    boolean ours = !(e instanceof TransportException) && !(e instanceof NotSupportedException);
    return new RemoteException(
        (ours ? "" : "The Git server at " + at + " does not answer: ")
            + (root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage())
            + ".",
        e);
  }
}
