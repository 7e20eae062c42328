package io.sluice.registry.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Questions about many commits that lie close together: what was read for one is at hand for the
 * next. Sees the attestations that were there when it was first asked for one. Blocks; for one
 * thread.
 */
public final class MainWalk implements AutoCloseable {
  private static final int MAX_BLOB_BYTES = 1024 * 1024;

  private final RevWalk walk;
  private final ObjectReader objects;
  private final TreeReader trees;
  private final Repository repository;
  private @Nullable NoteMap notes;

  MainWalk(Repository repository) {
    this.repository = repository;
    this.walk = new RevWalk(repository);
    this.objects = walk.getObjectReader();
    this.trees = new TreeReader(objects);
  }

  /** A commit's author, time, message and trailers. */
  public CommitInfo commit(String id) throws IOException {
    RevCommit commit = walk.parseCommit(ObjectId.fromString(id));
    walk.parseBody(commit);
    CommitInfo info = GitReader.info(commit);
    commit.disposeBody();
    return info;
  }

  /** Files that differ between two commits, by path; everything is new when there is no first. */
  public List<ChangedFile> changedFiles(@Nullable String from, String to) throws IOException {
    return trees.changes(from == null ? ObjectId.zeroId() : tree(from), tree(to));
  }

  /** Content of a file at a commit; empty when it is not there. */
  public Optional<byte[]> read(String commit, String path) throws IOException {
    Optional<ObjectId> blob = trees.file(tree(commit), path);
    return blob.isEmpty()
        ? Optional.empty()
        : Optional.of(objects.open(blob.get()).getCachedBytes(MAX_BLOB_BYTES));
  }

  /** The attestation that was stored with a merge commit. */
  public Optional<String> attestation(String commit) throws IOException {
    ObjectId note = notes().get(ObjectId.fromString(commit));
    return note == null
        ? Optional.empty()
        : Optional.of(
            new String(objects.open(note).getCachedBytes(MAX_BLOB_BYTES), StandardCharsets.UTF_8));
  }

  /** Object id of a file at a commit; empty when it is not there. */
  public Optional<String> blobAt(String commit, String path) throws IOException {
    return trees.file(tree(commit), path).map(ObjectId::name);
  }

  @Override
  public void close() {
    walk.close();
  }

  private NoteMap notes() throws IOException {
    NoteMap known = notes;
    if (known == null) {
      Ref ref = repository.exactRef(GitRepository.ATTESTATIONS);
      known =
          ref == null
              ? NoteMap.newEmptyMap()
              : NoteMap.read(objects, walk.parseCommit(ref.getObjectId()));
      notes = known;
    }
    return known;
  }

  private ObjectId tree(String commit) throws IOException {
    return walk.parseCommit(ObjectId.fromString(commit)).getTree().getId();
  }
}
