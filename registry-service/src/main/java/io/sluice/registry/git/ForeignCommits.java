package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Commits that somebody pushed to main on the external Git server past review. Says what they are,
 * and offers their content on a change branch. Every method blocks.
 */
@ApplicationScoped
public class ForeignCommits {
  private static final String OFFERED = GitRepository.INTERNAL + "offered/";
  private static final String BRANCH = "changes/foreign-";
  private static final int SHORT = 10;
  private static final int MAX_LISTED = 50;
  private static final int MAX_FILES = 200;

  /**
   * One of them; author and subject are what Git metadata claims.
   *
   * @param files paths that it changes, at most 200
   */
  public record Foreign(String id, String author, Instant at, String subject, List<String> files) {}

  /**
   * What was found.
   *
   * @param head the newest of them
   * @param count how many there are
   * @param commits newest first, at most 50
   * @param branch change branch with their content, or null when there can be none
   * @param findings rules that the content breaks, which is why there is no branch
   * @param offer the branch, when it has to be made
   */
  public record Held(
      String head,
      int count,
      List<Foreign> commits,
      @Nullable String branch,
      List<Finding> findings,
      Optional<BranchArrival> offer) {}

  private final GitRepository home;
  private final Repository repository;
  private final History history;

  @Inject
  public ForeignCommits(GitRepository home) {
    this.home = home;
    this.repository = home.jgit();
    this.history = new History(repository);
  }

  /** The branch on which the content of held-back commits is offered. */
  static String branchOf(ObjectId head) {
    return BRANCH + head.abbreviate(SHORT).name();
  }

  /** Describes what is held back, and prepares the branch that offers it, once for each head. */
  Held describe(ObjectId accepted, ObjectId head) throws IOException {
    List<Foreign> commits = new ArrayList<>();
    int count = 0;
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(head));
      walk.markUninteresting(walk.parseCommit(accepted));
      for (RevCommit commit : walk) {
        if (count++ < MAX_LISTED) {
          commits.add(
              new Foreign(
                  commit.name(),
                  commit.getAuthorIdent().getName(),
                  commit.getCommitterIdent().getWhenAsInstant(),
                  commit.getShortMessage(),
                  files(commit)));
        }
      }
    }
    String branch = branchOf(head);
    Ref offered = repository.exactRef(OFFERED + head.name());
    if (offered != null) {
      boolean there = repository.exactRef("refs/heads/" + branch) != null;
      return new Held(
          head.name(), count, commits, there ? branch : null, List.of(), Optional.empty());
    }
    return offer(accepted, head, count, commits, branch);
  }

  private Held offer(
      ObjectId accepted, ObjectId head, int count, List<Foreign> commits, String branch)
      throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (Quarantine quarantine = Quarantine.open(home)) {
      Repository objects = quarantine.repository();
      Optional<ObjectId> content = content(objects, accepted, head, findings);
      if (findings.isEmpty() && content.isPresent()) {
        ReceiveCommand make =
            new ReceiveCommand(ObjectId.zeroId(), content.get(), "refs/heads/" + branch);
        findings.addAll(Finding.errors(new PushRules(objects).check(make)));
      }
      if (!findings.isEmpty() || content.isEmpty()) {
        return new Held(head.name(), count, commits, null, findings, Optional.empty());
      }
    } catch (LargeObjectException | InvalidPathException e) {
      Finding odd = Finding.inFile(".", "unusable", "A file cannot be taken: " + e.getMessage());
      return new Held(head.name(), count, commits, null, List.of(odd), Optional.empty());
    }
    ObjectId kept = content(repository, accepted, head, findings).orElseThrow();
    BranchArrival arrival =
        new BranchArrival(
            branch, null, kept.name(), GitRepository.MAIN, accepted.name(), head.name());
    return new Held(head.name(), count, commits, branch, List.of(), Optional.of(arrival));
  }

  /** To be called once the branch is there: should somebody delete it, it stays deleted. */
  public void offered(BranchArrival arrival) throws IOException {
    Refs.set(repository, OFFERED + arrival.pushedTo(), ObjectId.fromString(arrival.pushedTo()));
  }

  /** Their changes since they left main, on top of what is accepted; empty when there are none. */
  private Optional<ObjectId> content(
      Repository into, ObjectId accepted, ObjectId head, List<Finding> findings)
      throws IOException {
    ObjectId base = history.base(accepted, head).orElseThrow();
    Map<String, Optional<byte[]>> files = new LinkedHashMap<>();
    RevCommit newest;
    ObjectId tree;
    try (RevWalk walk = new RevWalk(repository);
        TreeWalk changes = new TreeWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      newest = walk.parseCommit(head);
      tree = walk.parseCommit(accepted).getTree();
      changes.addTree(walk.parseCommit(base).getTree());
      changes.addTree(newest.getTree());
      changes.setRecursive(true);
      changes.setFilter(TreeFilter.ANY_DIFF);
      while (changes.next()) {
        ObjectId blob = changes.getObjectId(1);
        FileMode mode = changes.getFileMode(1);
        if (!mode.equals(FileMode.MISSING) && !mode.equals(FileMode.REGULAR_FILE)) {
          findings.add(
              Finding.inFile(
                  changes.getPathString(),
                  "plain-files-only",
                  "This is a symlink, submodule or executable; only plain files are kept."));
          continue;
        }
        files.put(
            changes.getPathString(),
            blob.equals(ObjectId.zeroId())
                ? Optional.empty()
                : Optional.of(reader.open(blob).getBytes(PackScan.MAX_OBJECT_BYTES)));
      }
    }
    ObjectId next = new TreeEditor(into).apply(Optional.of(tree), files);
    if (next.equals(tree)) {
      return Optional.empty();
    }
    String message =
        newest.getShortMessage()
            + "\n\nThis was pushed to main on the Git server past review, up to commit "
            + head.name()
            + ".\nIt is held back until it is approved here, or reverted.\n";
    return Optional.of(
        Commits.write(
            into,
            next,
            List.of(accepted),
            message,
            GitRepository.SERVICE_NAME,
            newest.getCommitterIdent().getWhenAsInstant()));
  }

  private List<String> files(RevCommit commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository);
        TreeWalk changes = new TreeWalk(repository)) {
      if (commit.getParentCount() == 0) {
        changes.addTree(new EmptyTreeIterator());
      } else {
        changes.addTree(walk.parseCommit(commit.getParent(0)).getTree());
      }
      changes.addTree(commit.getTree());
      changes.setRecursive(true);
      changes.setFilter(TreeFilter.ANY_DIFF);
      List<String> files = new ArrayList<>();
      while (files.size() < MAX_FILES && changes.next()) {
        files.add(changes.getPathString());
      }
      return files;
    }
  }
}
