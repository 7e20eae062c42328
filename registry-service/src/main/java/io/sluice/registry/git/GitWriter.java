package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;

/**
 * Commits that the service itself makes. Every method blocks; each is safe to repeat, and a ref
 * moves last, so what a crash leaves behind is at most an unreachable object.
 */
@ApplicationScoped
public class GitWriter {
  private static final int MAX_NOTE_ATTEMPTS = 20;

  private final Repository repository;

  @Inject
  public GitWriter(GitRepository repository) {
    this.repository = repository.jgit();
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
    ObjectId parentId = ObjectId.fromString(parent);
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId parentTree = walk.parseCommit(parentId).getTree().getId();
      ObjectId tree = new TreeEditor(repository).apply(Optional.of(parentTree), files);
      return Commits.write(repository, tree, Optional.of(parentId), message, author, at).name();
    }
  }

  /**
   * Moves main by compare-and-swap.
   *
   * @return false when main is no longer at {@code expected}
   */
  public boolean advanceMain(String expected, String next, String why) throws IOException {
    return Refs.compareAndSet(
        repository,
        GitRepository.MAIN,
        ObjectId.fromString(expected),
        ObjectId.fromString(next),
        why);
  }

  /**
   * Makes or moves a change branch by compare-and-swap.
   *
   * @param expected where the branch is, or null when it must not exist
   */
  public boolean moveBranch(String branch, @Nullable String expected, String next)
      throws IOException {
    return Refs.compareAndSet(
        repository,
        Constants.R_HEADS + branch,
        expected == null ? ObjectId.zeroId() : ObjectId.fromString(expected),
        ObjectId.fromString(next),
        "by API");
  }

  /** Deletes a branch that is still at a commit; false when it has moved on. */
  public boolean deleteBranch(String branch, String expected) throws IOException {
    return Refs.delete(repository, Constants.R_HEADS + branch, ObjectId.fromString(expected));
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
              Optional.ofNullable(ref).map(Ref::getObjectId),
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
