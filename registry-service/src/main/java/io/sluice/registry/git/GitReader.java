package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.FooterLine;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.jspecify.annotations.Nullable;

/** Questions to the repository. Every method blocks. */
@ApplicationScoped
public class GitReader {
  private static final int MAX_BLOB_BYTES = 1024 * 1024;

  private final Repository repository;

  @Inject
  public GitReader(GitRepository repository) {
    this(repository.jgit());
  }

  private GitReader(Repository repository) {
    this.repository = repository;
  }

  /**
   * Reads a repository that no service owns, such as a clone. Nothing in it is changed.
   *
   * @param folder a bare repository, or the {@code .git} of another
   */
  public static GitReader ofFolder(Path folder) throws IOException {
    return new GitReader(
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setMustExist(true).build());
  }

  /** Commit id that main is at. */
  public String mainHead() throws IOException {
    Ref main = repository.exactRef(GitRepository.MAIN);
    if (main == null) {
      throw new RemoteException("The Git server's main was not fetched yet.").problem();
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

  /** Why there cannot be a branch of this name; empty when there can, or is one. */
  public Optional<String> whyNoBranch(String branch) throws IOException {
    String ref = Constants.R_HEADS + branch;
    List<Finding> findings = new ArrayList<>(PushRules.checkName(ref));
    if (findings.isEmpty()) {
      findings.addAll(BranchPlaces.checkNew(repository, ref, List.of()));
    }
    return findings.stream().map(Finding::message).findFirst();
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

  /**
   * Ids of the first parents from a commit back to another, oldest first.
   *
   * @param after not included; null to start with the very first commit
   * @param head included
   * @return empty when {@code after} is not among the first parents of {@code head}
   */
  public Optional<List<String>> firstParents(@Nullable String after, String head)
      throws IOException {
    List<String> ids = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      RevCommit commit = walk.parseCommit(ObjectId.fromString(head));
      while (!commit.name().equals(after)) {
        ids.add(commit.name());
        if (commit.getParentCount() == 0) {
          return after == null ? Optional.of(ids.reversed()) : Optional.empty();
        }
        commit = walk.parseCommit(commit.getParent(0));
      }
    }
    return Optional.of(ids.reversed());
  }

  /** Opens a walk over commits that lie close together; close it soon. */
  public MainWalk walk() {
    return new MainWalk(repository);
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
    try (MainWalk walk = walk()) {
      return walk.changedFiles(from, to);
    }
  }

  /** Content of a file at a commit; empty when it is not there. */
  public Optional<byte[]> read(String commit, String path) throws IOException {
    try (MainWalk walk = walk()) {
      return walk.read(commit, path);
    }
  }

  /** Object id of a file at a commit; empty when it is not there. */
  public Optional<String> blobAt(String commit, String path) throws IOException {
    try (MainWalk walk = walk()) {
      return walk.blobAt(commit, path);
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

  static CommitInfo info(RevCommit commit) {
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
