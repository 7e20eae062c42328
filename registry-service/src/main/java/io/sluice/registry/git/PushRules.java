package io.sluice.registry.git;

import io.sluice.registry.format.ChangeRules;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.RepositoryPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** What one command of a push may do and bring. */
final class PushRules {
  private static final Pattern CHANGE_REF =
      Pattern.compile("refs/heads/changes/[a-z0-9._/-]{1,100}");
  private static final int MAX_COMMITS = 200;
  private static final int MAX_FINDINGS = 50;
  private static final int MAX_FILE_BYTES = 1024 * 1024;

  private final Repository repository;

  /**
   * @param repository the repository as it would be with the pushed objects
   */
  PushRules(Repository repository) {
    this.repository = repository;
  }

  /** Everything that is wrong with a command; empty when it may go through. */
  List<Finding> check(ReceiveCommand command) throws IOException {
    String ref = command.getRefName();
    if (!CHANGE_REF.matcher(ref).matches() || !Repository.isValidRefName(ref)) {
      return List.of(
          Finding.inFile(
              ref,
              "branch-name",
              "Only branches 'changes/<name>' take pushes (lower case, digits, . _ / -, up to 100);"
                  + " main moves by approved merges. Push to 'HEAD:refs/heads/changes/<name>'."));
    }
    if (command.getType() == ReceiveCommand.Type.DELETE) {
      return List.of();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      RevObject pushed = walk.parseAny(command.getNewId());
      if (!(pushed instanceof RevCommit head)) {
        return List.of(Finding.inFile(ref, "branch-commit", "A branch must be at a commit."));
      }
      List<Finding> findings = checkNewCommits(head);
      return findings.isEmpty() ? checkTip(walk, head) : findings;
    }
  }

  /** Every commit that is new here, since all of them would be kept. */
  private List<Finding> checkNewCommits(RevCommit head) throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(head));
      for (Ref known : repository.getRefDatabase().getRefs()) {
        RevObject target = walk.parseAny(known.getObjectId());
        if (target instanceof RevCommit commit) {
          walk.markUninteresting(commit);
        }
      }
      int count = 0;
      for (RevCommit commit : walk) {
        if (++count > MAX_COMMITS) {
          return List.of(
              Finding.inFile(
                  ".",
                  "too-many-commits",
                  "More than " + MAX_COMMITS + " new commits; squash them into one change."));
        }
        checkEntries(walk, commit, findings);
      }
    }
    return findings;
  }

  private void checkEntries(RevWalk walk, RevCommit commit, List<Finding> findings)
      throws IOException {
    RevTree parent =
        commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0)).getTree();
    try (TreeWalk tree = new TreeWalk(repository)) {
      if (parent == null) {
        tree.addTree(new EmptyTreeIterator());
      } else {
        tree.addTree(parent);
      }
      tree.addTree(commit.getTree());
      tree.setRecursive(true);
      tree.setFilter(TreeFilter.ANY_DIFF);
      while (tree.next() && findings.size() < MAX_FINDINGS) {
        FileMode mode = tree.getFileMode(1);
        if (mode.equals(FileMode.MISSING)) {
          continue;
        }
        String path = tree.getPathString();
        if (!mode.equals(FileMode.REGULAR_FILE)) {
          findings.add(
              Finding.inFile(
                  path,
                  "plain-files-only",
                  "In commit "
                      + commit.abbreviate(10).name()
                      + " this is a symlink, submodule or executable (mode "
                      + mode
                      + "); only plain files (100644) are kept."));
        } else if (RepositoryPath.of(path).isEmpty()) {
          findings.add(ChangeRules.unknownPath(path));
        }
      }
    }
  }

  private List<Finding> checkTip(RevWalk walk, RevCommit head) throws IOException {
    Ref main = repository.exactRef(GitRepository.MAIN);
    Optional<RevCommit> base =
        main == null ? Optional.empty() : mergeBase(head, main.getObjectId());
    if (base.isEmpty()) {
      return List.of(
          Finding.inFile(
              ".",
              "unrelated-history",
              "This branch shares no commit with main; start it from 'origin/main'."));
    }
    RevTree tip = walk.parseCommit(head).getTree();
    Map<String, Optional<byte[]>> changed = new LinkedHashMap<>();
    try (TreeWalk tree = new TreeWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      tree.addTree(walk.parseCommit(base.get()).getTree());
      tree.addTree(tip);
      tree.setRecursive(true);
      tree.setFilter(TreeFilter.ANY_DIFF);
      while (tree.next()) {
        ObjectId blob = tree.getObjectId(1);
        changed.put(
            tree.getPathString(),
            blob.equals(ObjectId.zeroId())
                ? Optional.empty()
                : Optional.of(reader.open(blob).getBytes(MAX_FILE_BYTES)));
      }
      return ChangeRules.check(changed, path -> exists(reader, path, tip));
    } catch (LargeObjectException e) {
      return List.of(
          Finding.inFile(
              ".", "file-too-large", "A file has more than " + MAX_FILE_BYTES + " bytes."));
    }
  }

  private Optional<RevCommit> mergeBase(RevCommit head, ObjectId main) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(head));
      walk.markStart(walk.parseCommit(main));
      return Optional.ofNullable(walk.next());
    }
  }

  private static boolean exists(ObjectReader reader, String path, RevTree tree) {
    try {
      return TreeWalk.forPath(reader, path, tree) != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
