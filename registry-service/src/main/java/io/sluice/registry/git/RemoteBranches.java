package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Change branches, when an external Git server is the home. For each branch three places are
 * compared: here, there, and there when both were last the same ({@code refs/sluice/remote/…}); so
 * it is known on which side it was made, moved or deleted. Every method blocks.
 */
@ApplicationScoped
public class RemoteBranches {
  private static final Logger LOG = Logger.getLogger(RemoteBranches.class);
  private static final String TRACKED = GitRepository.INTERNAL + "remote/";
  private static final int MAX_ARRIVALS = 20;

  /**
   * What a pass found and did.
   *
   * @param arrivals checked, their objects are here, no branch has moved yet
   * @param departed branches that were deleted there, and now here
   * @param refused branches that break a rule
   * @param more true when there is more than one pass takes
   */
  public record Pass(
      List<BranchArrival> arrivals,
      List<String> departed,
      List<RefusedBranch> refused,
      boolean more) {}

  private final GitRemote remote;
  private final GitRepository home;
  private final Repository repository;
  private final Map<String, Verdict> refused = new ConcurrentHashMap<>();

  /** A refusal holds for a head, and for the main that it was compared with. */
  private record Verdict(ObjectId head, ObjectId main, RefusedBranch branch) {}

  @Inject
  public RemoteBranches(GitRemote remote, GitRepository home) {
    this.remote = remote;
    this.home = home;
    this.repository = home.jgit();
  }

  /** Compares the three places of every branch, and does what needs no record of a pusher. */
  Pass pass(Map<String, ObjectId> server) throws IOException {
    List<BranchArrival> arrivals = new ArrayList<>();
    List<String> departed = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    server.keySet().stream().filter(n -> n.startsWith(GitRepository.CHANGES)).forEach(names::add);
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(GitRepository.CHANGES)) {
      names.add(ref.getName());
    }
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(TRACKED + "changes/")) {
      names.add(Constants.R_HEADS + ref.getName().substring(TRACKED.length()));
    }
    refused.keySet().retainAll(server.keySet());
    boolean more = false;
    for (String name : names) {
      if (arrivals.size() >= MAX_ARRIVALS) {
        more = true;
        break;
      }
      reconcile(name, server.get(name), departed).ifPresent(arrivals::add);
    }
    return new Pass(
        arrivals, departed, refused.values().stream().map(Verdict::branch).toList(), more);
  }

  private Optional<BranchArrival> reconcile(
      String name, @Nullable ObjectId there, List<String> departed) throws IOException {
    ObjectId here = at(name);
    ObjectId common = at(tracked(name));
    if (there == null) {
      if (here != null && common != null && here.equals(common)) {
        LOG.infof("%s was deleted on the Git server", name);
        if (Refs.delete(repository, name, here)) {
          Refs.set(repository, tracked(name), null);
          departed.add(branch(name));
        }
      } else if (here != null) {
        move(name, null, here);
      } else {
        Refs.set(repository, tracked(name), null);
      }
      return Optional.empty();
    }
    if (there.equals(here)) {
      refused.remove(name);
      Refs.set(repository, tracked(name), there);
      return Optional.empty();
    }
    if (there.equals(common)) {
      move(name, there, here);
      return Optional.empty();
    }
    return arrival(name, here, there);
  }

  /** Brings the server to where the branch is here; a lost race is for the next pass. */
  private void move(String name, @Nullable ObjectId from, @Nullable ObjectId to)
      throws IOException {
    GitRemote.Update update =
        new GitRemote.Update(name, from == null ? ObjectId.zeroId() : from, to);
    switch (remote.push(repository, List.of(update))) {
      case GitRemote.Answer.Done done -> Refs.set(repository, tracked(name), to);
      case GitRemote.Answer.LostRace lost -> LOG.infof("%s moved on the Git server", name);
      case GitRemote.Answer.Refused no ->
          LOG.warnf("The Git server does not take %s: %s", name, no.why());
    }
  }

  private Optional<BranchArrival> arrival(String name, @Nullable ObjectId here, ObjectId there)
      throws IOException {
    ObjectId main = at(GitRepository.MAIN);
    Verdict known = refused.get(name);
    if (main == null || known != null && known.head.equals(there) && known.main.equals(main)) {
      return Optional.empty();
    }
    try (Quarantine quarantine = Quarantine.open(home)) {
      List<Finding> findings;
      ObjectId head = there;
      try {
        head =
            remote
                .fetch(
                    quarantine.repository(),
                    List.of(name),
                    PackScan.MAX_OBJECTS,
                    GitRemote.LONGEST_TRANSFER)
                .get(name);
        findings = head == null ? List.of() : check(quarantine, name, here, head);
      } catch (RemoteException e) {
        if (!e.isTooMuch()) {
          throw e;
        }
        findings = List.of(Finding.inFile(".", "too-many-objects", String.valueOf(e.getMessage())));
      }
      if (head == null) {
        return Optional.empty(); // deleted meanwhile
      }
      if (!findings.isEmpty()) {
        RefusedBranch branch = new RefusedBranch(branch(name), head.name(), findings);
        refused.put(name, new Verdict(head, main, branch));
        LOG.warnf("%s of the Git server is not let in: %s", name, findings.getFirst());
        return Optional.empty();
      }
      refused.remove(name);
      quarantine.release();
      String from = here == null ? null : here.name();
      return Optional.of(
          new BranchArrival(branch(name), from, head.name(), name, from, head.name()));
    }
  }

  private static List<Finding> check(
      Quarantine quarantine, String name, @Nullable ObjectId here, ObjectId head)
      throws IOException {
    if (quarantine.bytes() > PushAttempt.MAX_PACK_BYTES) {
      return List.of(
          Finding.inFile(
              ".",
              "too-many-bytes",
              "It brings more than " + PushAttempt.MAX_PACK_BYTES + " bytes."));
    }
    ObjectId from = here == null ? ObjectId.zeroId() : here;
    return Finding.errors(
        new PushRules(quarantine.repository()).check(new ReceiveCommand(from, head, name)));
  }

  /**
   * Moves a branch to where it is on the server, now that it is recorded who did that.
   *
   * @return false when the branch was moved here meanwhile
   */
  public boolean letIn(BranchArrival arrival) throws IOException {
    return remote.alone(
        () -> {
          String name = Constants.R_HEADS + arrival.branch();
          ObjectId to = ObjectId.fromString(arrival.to());
          boolean moved =
              Refs.compareAndSet(
                  repository,
                  name,
                  arrival.from() == null ? ObjectId.zeroId() : ObjectId.fromString(arrival.from()),
                  to,
                  "from the Git server");
          if (moved && arrival.ref().equals(name)) {
            Refs.set(repository, tracked(name), to);
          }
          return moved;
        });
  }

  /** A push to the embedded endpoint, to be carried on to the server. */
  ForwardedPush forwarding() {
    return new ForwardedPush(remote, this);
  }

  /**
   * Moves a branch there and then here.
   *
   * @param next null to delete it
   * @return false when it is elsewhere here
   */
  boolean moveBoth(String name, @Nullable ObjectId from, @Nullable ObjectId next)
      throws IOException {
    return remote.alone(
        () -> {
          ObjectId here = at(name);
          if (here == null ? from != null : !here.equals(from)) {
            return false;
          }
          ObjectId expected = from == null ? ObjectId.zeroId() : from;
          send(repository, List.of(new GitRemote.Update(name, expected, next)));
          boolean moved =
              next == null
                  ? Refs.delete(repository, name, expected)
                  : Refs.compareAndSet(repository, name, expected, next, "by API");
          if (moved) {
            inStep(name, next);
          }
          return moved;
        });
  }

  /**
   * Moves branches on the server, before they move here.
   *
   * @param objects repository that has the new commits
   * @throws RemoteException when the server did not do it: then no branch may move here
   */
  void send(Repository objects, List<GitRemote.Update> updates) throws RemoteException {
    switch (remote.push(objects, updates)) {
      case GitRemote.Answer.Done done -> {}
      case GitRemote.Answer.LostRace lost ->
          throw new RemoteException(
              "The branch was moved on the Git server meanwhile; fetch it first.");
      case GitRemote.Answer.Refused refused ->
          throw new RemoteException("The Git server refuses it: " + refused.why() + ".");
    }
  }

  /** Deletes on the server what was deleted here; should that fail, the next pass does it. */
  void departed(String name, ObjectId at) throws IOException {
    remote.alone(
        () -> {
          if (at(name) == null && at.equals(at(tracked(name)))) {
            move(name, at, null);
          }
          return true;
        });
  }

  /** Remembers that here and there are the same. */
  void inStep(String name, @Nullable ObjectId at) throws IOException {
    Refs.set(repository, tracked(name), at);
  }

  private @Nullable ObjectId at(String ref) throws IOException {
    Ref found = repository.exactRef(ref);
    return found == null ? null : found.getObjectId();
  }

  private static String tracked(String name) {
    return TRACKED + branch(name);
  }

  private static String branch(String name) {
    return name.substring(Constants.R_HEADS.length());
  }
}
