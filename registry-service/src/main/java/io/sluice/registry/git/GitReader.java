package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.FooterLine;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Questions to the repository. Every method blocks. */
@ApplicationScoped
public class GitReader {
  private static final int MAX_BLOB_BYTES = 1024 * 1024;

  private final Repository repository;

  @Inject
  public GitReader(GitRepository repository) {
    this.repository = repository.jgit();
  }

  /** Commit id that main is at. */
  public String mainHead() throws IOException {
    Ref main = repository.exactRef(GitRepository.MAIN);
    if (main == null) {
      throw new IOException("The repository has no main branch");
    }
    return main.getObjectId().name();
  }

  /** Every change branch. */
  public List<ChangeBranch> branches() throws IOException {
    List<ChangeBranch> branches = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(GitRepository.CHANGES)) {
        RevCommit head = walk.parseCommit(ref.getObjectId());
        branches.add(
            new ChangeBranch(
                ref.getName().substring(Constants.R_HEADS.length()),
                head.name(),
                head.getCommitterIdent().getWhenAsInstant()));
      }
    }
    return branches;
  }

  /** Head of a branch such as {@code changes/shorter}. */
  public Optional<String> head(String branch) throws IOException {
    return Optional.ofNullable(repository.exactRef(Constants.R_HEADS + branch))
        .map(ref -> ref.getObjectId().name());
  }

  /** True when a commit exists here, on a branch or not. */
  public boolean hasCommit(String commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.parseCommit(ObjectId.fromString(commit));
      return true;
    } catch (MissingObjectException e) {
      return false;
    }
  }

  /** A commit's author, time, message and trailers. */
  public CommitInfo commit(String id) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return info(walk.parseCommit(ObjectId.fromString(id)));
    }
  }

  /** Best common ancestor of two commits; empty when they share none. */
  public Optional<String> mergeBase(String one, String other) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
      walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
      return Optional.ofNullable(walk.next()).map(AnyObjectId::name);
    }
  }

  /** True when one commit is another's ancestor, or the same. */
  public boolean isAncestor(String ancestor, String descendant) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.isMergedInto(
          walk.parseCommit(ObjectId.fromString(ancestor)),
          walk.parseCommit(ObjectId.fromString(descendant)));
    } catch (MissingObjectException e) {
      return false;
    }
  }

  /**
   * First parents from a commit back to another, oldest first.
   *
   * @param after not included; null to start with the very first commit
   * @param head included
   */
  public List<CommitInfo> history(@Nullable String after, String head) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setFirstParent(true);
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      walk.markStart(walk.parseCommit(ObjectId.fromString(head)));
      if (after != null) {
        walk.markUninteresting(walk.parseCommit(ObjectId.fromString(after)));
      }
      List<CommitInfo> history = new ArrayList<>();
      for (RevCommit commit : walk) {
        history.add(info(commit));
      }
      return history;
    }
  }

  /** Ids of the commits that one commit has and another has not; at most so many. */
  public List<String> commitsBetween(String base, String head, int limit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(head)));
      walk.markUninteresting(walk.parseCommit(ObjectId.fromString(base)));
      List<String> commits = new ArrayList<>();
      for (RevCommit commit = walk.next();
          commit != null && commits.size() < limit;
          commit = walk.next()) {
        commits.add(commit.name());
      }
      return commits;
    }
  }

  /** Files that differ between two commits, by path; everything is new when there is no first. */
  public List<ChangedFile> changedFiles(@Nullable String from, String to) throws IOException {
    try (RevWalk revs = new RevWalk(repository);
        TreeWalk walk = new TreeWalk(repository)) {
      if (from == null) {
        walk.addTree(new EmptyTreeIterator());
      } else {
        walk.addTree(revs.parseCommit(ObjectId.fromString(from)).getTree());
      }
      walk.addTree(revs.parseCommit(ObjectId.fromString(to)).getTree());
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      List<ChangedFile> files = new ArrayList<>();
      while (walk.next()) {
        files.add(
            new ChangedFile(
                walk.getPathString(), blob(walk.getObjectId(0)), blob(walk.getObjectId(1))));
      }
      return files;
    }
  }

  /** Content of a file at a commit; empty when it is not there. */
  public Optional<byte[]> read(String commit, String path) throws IOException {
    try (RevWalk revs = new RevWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      TreeWalk walk =
          TreeWalk.forPath(reader, path, revs.parseCommit(ObjectId.fromString(commit)).getTree());
      return walk == null
          ? Optional.empty()
          : Optional.of(reader.open(walk.getObjectId(0)).getCachedBytes(MAX_BLOB_BYTES));
    }
  }

  /** Object id of a file at a commit; empty when it is not there. */
  public Optional<String> blobAt(String commit, String path) throws IOException {
    try (RevWalk revs = new RevWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      TreeWalk walk =
          TreeWalk.forPath(reader, path, revs.parseCommit(ObjectId.fromString(commit)).getTree());
      return walk == null ? Optional.empty() : Optional.of(walk.getObjectId(0).name());
    }
  }

  /** Unified diff of one file between two commits. */
  public String unifiedDiff(String from, String to, String path) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.setRepository(repository);
      formatter.setPathFilter(PathFilter.create(path));
      formatter.format(ObjectId.fromString(from), ObjectId.fromString(to));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Unified diffs of every file that differs between two commits, by path, in one walk. */
  public Map<String, String> unifiedDiffs(String from, String to) throws IOException {
    Map<String, String> diffs = new LinkedHashMap<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.setRepository(repository);
      for (DiffEntry entry : formatter.scan(ObjectId.fromString(from), ObjectId.fromString(to))) {
        out.reset();
        formatter.format(entry);
        String path =
            entry.getChangeType() == DiffEntry.ChangeType.DELETE
                ? entry.getOldPath()
                : entry.getNewPath();
        diffs.put(path, out.toString(StandardCharsets.UTF_8));
      }
    }
    return diffs;
  }

  /** The attestation that was stored with a merge commit. */
  public Optional<String> attestation(String commit) throws IOException {
    Ref ref = repository.exactRef(GitRepository.ATTESTATIONS);
    if (ref == null) {
      return Optional.empty();
    }
    try (RevWalk walk = new RevWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      NoteMap notes = NoteMap.read(reader, walk.parseCommit(ref.getObjectId()));
      ObjectId note = notes.get(ObjectId.fromString(commit));
      return note == null
          ? Optional.empty()
          : Optional.of(
              new String(reader.open(note).getCachedBytes(MAX_BLOB_BYTES), StandardCharsets.UTF_8));
    }
  }

  private static @Nullable String blob(ObjectId id) {
    return id.equals(ObjectId.zeroId()) ? null : id.name();
  }

  private static CommitInfo info(RevCommit commit) {
    Map<String, List<String>> trailers = new LinkedHashMap<>();
    for (FooterLine line : commit.getFooterLines()) {
      trailers.computeIfAbsent(line.getKey(), key -> new ArrayList<>()).add(line.getValue());
    }
    String message = commit.getFullMessage();
    int end = message.indexOf('\n');
    return new CommitInfo(
        commit.name(),
        commit.getParentCount() == 0 ? null : commit.getParent(0).name(),
        commit.getAuthorIdent().getName(),
        commit.getCommitterIdent().getWhenAsInstant(),
        end < 0 ? message : message.substring(0, end),
        end < 0 ? "" : message.substring(end + 1).strip(),
        trailers);
  }
}
