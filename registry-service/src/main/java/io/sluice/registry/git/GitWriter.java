package io.sluice.registry.git;

import io.sluice.kit.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Commits that the service itself makes. Every method blocks; each is safe to repeat, and a ref
 * moves last, so what a crash leaves behind is at most an unreachable object.
 */
@ApplicationScoped
public class GitWriter {
  private static final Logger LOG = Logger.getLogger(GitWriter.class);
  private static final int MAX_NOTE_ATTEMPTS = 20;

  private final Object mainMoves = new Object();
  private final Repository repository;
  private final RemoteMain remoteMain;
  private final RemoteBranches remoteBranches;
  private final GitRemote remote;

  @Inject
  public GitWriter(
      GitRepository repository,
      GitRemote remote,
      RemoteMain remoteMain,
      RemoteBranches remoteBranches) {
    this.repository = repository.jgit();
    this.remote = remote;
    this.remoteMain = remoteMain;
    this.remoteBranches = remoteBranches;
  }

  /**
   * Makes sure that main here holds what an earlier attempt may have brought to the external Git
   * server; to be called before main is read in order to move it. Does nothing without a server.
   *
   * @throws ProblemException 503 when the server does not answer
   */
  public void settle() throws IOException {
    try {
      remoteMain.settle();
    } catch (RemoteException e) {
      throw e.problem();
    }
  }

  /** Newest of the commits on the external Git server's main that are held back. */
  public Optional<String> heldBack() throws IOException {
    return remoteMain.heldBack().map(ObjectId::name);
  }

  /** Deletes the branch on which held-back commits were offered, if nobody moved it. */
  public void withdrawOffer(String foreign) throws IOException {
    String branch = ForeignCommits.branchOf(ObjectId.fromString(foreign));
    Ref ref = repository.exactRef(Constants.R_HEADS + branch);
    if (ref != null) {
      deleteBranch(branch, ref.getObjectId().name());
    }
  }

  /**
   * Stores a commit that main is to move to. Where the external Git server's main holds commits
   * that are held back, they become its second parent: their content is not in it, and the server
   * takes it without being forced.
   *
   * @param parent main's head, whose tree the files are applied to
   */
  public String commitOnMain(
      String parent, Map<String, Optional<byte[]>> files, String message, String author, Instant at)
      throws IOException {
    List<ObjectId> parents = new ArrayList<>();
    parents.add(ObjectId.fromString(parent));
    remoteMain.heldBack().ifPresent(parents::add);
    return commit(parents, files, message, author, at);
  }

  /**
   * Stores a commit without moving any ref.
   *
   * @param parent commit whose tree the files are applied to
   * @param files path to content; empty content removes the file
   * @return commit id, the same for the same arguments
   */
  public String commit(
      String parent, Map<String, Optional<byte[]>> files, String message, String author, Instant at)
      throws IOException {
    return commit(List.of(ObjectId.fromString(parent)), files, message, author, at);
  }

  private String commit(
      List<ObjectId> parents,
      Map<String, Optional<byte[]>> files,
      String message,
      String author,
      Instant at)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId parentTree = walk.parseCommit(parents.getFirst()).getTree().getId();
      ObjectId tree = new TreeEditor(repository).apply(Optional.of(parentTree), files);
      return Commits.write(repository, tree, parents, message, author, at).name();
    }
  }

  /**
   * Moves main by compare-and-swap; on the external Git server first, if there is one.
   *
   * @return false when main is no longer at {@code expected}, or the commit has to be made again
   *     because the server's main has moved
   * @throws ProblemException 503 when the server does not do it
   */
  public boolean advanceMain(String expected, String next, String why) throws IOException {
    if (remote.isSet()) {
      try {
        return remoteMain.publish(ObjectId.fromString(expected), ObjectId.fromString(next), why);
      } catch (RemoteException e) {
        throw e.problem();
      }
    }
    // One at a time: who finds the ref's lock taken has not lost yet, and must see where main went.
    synchronized (mainMoves) {
      return Refs.compareAndSet(
          repository,
          GitRepository.MAIN,
          ObjectId.fromString(expected),
          ObjectId.fromString(next),
          why);
    }
  }

  /**
   * Makes or moves a change branch by compare-and-swap.
   *
   * @param expected where the branch is, or null when it must not exist
   */
  public boolean moveBranch(String branch, @Nullable String expected, String next)
      throws IOException {
    if (remote.isSet()) {
      return moveBoth(branch, expected, ObjectId.fromString(next));
    }
    return Refs.compareAndSet(
        repository,
        Constants.R_HEADS + branch,
        expected == null ? ObjectId.zeroId() : ObjectId.fromString(expected),
        ObjectId.fromString(next),
        "by API");
  }

  private boolean moveBoth(String branch, @Nullable String expected, @Nullable ObjectId next)
      throws IOException {
    try {
      return remoteBranches.moveBoth(
          Constants.R_HEADS + branch,
          expected == null ? null : ObjectId.fromString(expected),
          next);
    } catch (RemoteException e) {
      throw e.problem();
    }
  }

  /**
   * Deletes a branch that is still at a commit; false when it has moved on. Where the external Git
   * server is not reachable, the branch goes there with the next pass.
   */
  public boolean deleteBranch(String branch, String expected) throws IOException {
    String name = Constants.R_HEADS + branch;
    boolean deleted = Refs.delete(repository, name, ObjectId.fromString(expected));
    if (deleted && remote.isSet()) {
      try {
        remoteBranches.departed(name, ObjectId.fromString(expected));
      } catch (RemoteException e) {
        LOG.infof("%s is deleted on the Git server later: %s", branch, e.getMessage());
      }
    }
    return deleted;
  }

  /**
   * Stores the attestation of a commit as a Git note, before main moves to that commit.
   *
   * @throws IOException when others kept writing notes at the same time, or on a write error
   */
  public void attest(String commit, String attestation, Instant at) throws IOException {
    for (int attempt = 0; attempt < MAX_NOTE_ATTEMPTS; attempt++) {
      if (tryAttest(ObjectId.fromString(commit), attestation, at)) {
        return;
      }
    }
    throw new IOException("The attestation of " + commit + " could not be stored");
  }

  private boolean tryAttest(ObjectId commit, String attestation, Instant at) throws IOException {
    Ref ref = repository.exactRef(GitRepository.ATTESTATIONS);
    try (RevWalk walk = new RevWalk(repository);
        ObjectReader reader = repository.newObjectReader();
        ObjectInserter inserter = repository.newObjectInserter()) {
      NoteMap notes =
          ref == null
              ? NoteMap.newEmptyMap()
              : NoteMap.read(reader, walk.parseCommit(ref.getObjectId()));
      ObjectId blob =
          inserter.insert(Constants.OBJ_BLOB, attestation.getBytes(StandardCharsets.UTF_8));
      if (blob.equals(notes.get(commit))) {
        return true;
      }
      notes.set(commit, blob);
      ObjectId tree = notes.writeTree(inserter);
      inserter.flush();
      ObjectId next =
          Commits.write(
              repository,
              tree,
              ref == null ? List.of() : List.of(ref.getObjectId()),
              "Attestation of " + commit.name() + "\n",
              GitRepository.SERVICE_NAME,
              at);
      return Refs.compareAndSet(
          repository,
          GitRepository.ATTESTATIONS,
          ref == null ? ObjectId.zeroId() : ref.getObjectId(),
          next,
          "attestation");
    }
  }
}
