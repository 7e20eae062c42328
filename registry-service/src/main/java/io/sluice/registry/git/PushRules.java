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
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
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
  private static final int MAX_COMMITS = 200;
  private static final int MAX_FINDINGS = 50;
  private static final int MAX_FILES = 2_000;

  /** What a person can be asked to review, and what fits in memory more than once. */
  static final long MAX_CHANGED_BYTES = 8L * 1024 * 1024;

  /** A few trees that name each other can make billions of paths. */
  static final int MAX_ENTRIES = 100_000;

  private final Repository repository;
  private final Function<Map<String, Optional<byte[]>>, List<Finding>> more;
  private int entries;

  /** The rules that need nothing but the repository; the rest is a problem of the comparison. */
  PushRules(Repository repository) {
    this(repository, changed -> List.of());
  }

  /**
   * @param repository the repository as it would be with the pushed objects
   * @param more checks of changed files that need more than the repository; asked when all others
   *     pass
   */
  PushRules(Repository repository, Function<Map<String, Optional<byte[]>>, List<Finding>> more) {
    this.repository = repository;
    this.more = more;
  }

  /** Everything that is wrong with a command; empty when it may go through. */
  List<Finding> check(ReceiveCommand command) throws IOException {
    String ref = command.getRefName();
    List<Finding> named = checkName(ref);
    if (!named.isEmpty()) {
      return named;
    }
    if (command.getType() == ReceiveCommand.Type.DELETE) {
      return List.of();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      RevObject pushed = walk.parseAny(command.getNewId());
      if (!(pushed instanceof RevCommit head)) {
        return List.of(Finding.inFile(ref, "branch-commit", "A branch must be at a commit."));
      }
      List<Finding> history = checkNewCommits(head);
      if (!history.stream().allMatch(NewContent::isAboutText)) {
        return history;
      }
      List<Finding> findings = new ArrayList<>(checkTip(walk, head));
      history.stream()
          .filter(old -> findings.stream().noneMatch(now -> isSamePlace(now, old)))
          .forEach(findings::add);
      return findings;
    }
  }

  private static boolean isSamePlace(Finding one, Finding other) {
    return one.where().equals(other.where()) && one.rule().equals(other.rule());
  }

  /** What is wrong with the name of a ref; empty when it may be pushed to. */
  static List<Finding> checkName(String ref) {
    if (ref.startsWith(Constants.R_HEADS)
        && BranchNames.isChange(ref.substring(Constants.R_HEADS.length()))) {
      return List.of();
    }
    return List.of(
        Finding.inFile(
            ref.length() > 150 ? ref.substring(0, 150) + "…" : ref,
            "branch-name",
            "Only branches 'changes/<name>' take pushes (lower case, digits, . _ / -, up to 100);"
                + " main moves by approved merges. Push to 'HEAD:refs/heads/changes/<name>'."));
  }

  /** Every commit that is new here, since all of them would be kept. */
  private List<Finding> checkNewCommits(RevCommit head) throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository);
        NewContent content = new NewContent(repository)) {
      walk.markStart(walk.parseCommit(head));
      for (Ref known : repository.getRefDatabase().getRefs()) {
        if (known.getName().startsWith(GitRepository.INTERNAL)) {
          continue; // held back from an external server, and never checked
        }
        RevObject target = walk.parseAny(known.getObjectId());
        if (target instanceof RevCommit commit) {
          walk.markUninteresting(commit);
        }
      }
      int count = 0;
      for (RevCommit commit : walk) {
        if (++count > MAX_COMMITS) {
          return one(
              "too-many-commits",
              "It has more than " + MAX_COMMITS + " new commits; squash them into one.");
        }
        findings.addAll(content.checkMessage(commit));
        findings.addAll(checkEntries(walk, commit, content));
        if (findings.size() >= MAX_FINDINGS) {
          return findings;
        }
      }
    }
    return findings;
  }

  /** Goes down only where files may be, so that no tree can send it round in circles. */
  private List<Finding> checkEntries(RevWalk walk, RevCommit commit, NewContent content)
      throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (TreeWalk tree = new TreeWalk(repository)) {
      if (commit.getParentCount() == 0) {
        tree.addTree(new EmptyTreeIterator());
      } else {
        tree.addTree(walk.parseCommit(commit.getParent(0)).getTree());
      }
      tree.addTree(commit.getTree());
      tree.setFilter(TreeFilter.ANY_DIFF);
      while (tree.next() && findings.size() < MAX_FINDINGS) {
        if (++entries > MAX_ENTRIES) {
          return one(
              "too-many-files",
              "Its commits change more than " + MAX_ENTRIES + " files in all; push fewer at once.");
        }
        FileMode mode = tree.getFileMode(1);
        String path = tree.getPathString();
        if (mode.equals(FileMode.TREE) && isFolder(path)) {
          tree.enterSubtree();
        } else if (mode.equals(FileMode.REGULAR_FILE) && RepositoryPath.of(path).isPresent()) {
          findings.addAll(content.checkFile(commit, path, tree.getObjectId(1)));
        } else if (mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.TREE)) {
          findings.add(ChangeRules.unknownPath(path));
        } else if (!mode.equals(FileMode.MISSING)) {
          findings.add(notPlain(commit, path, mode));
        }
      }
    }
    return findings;
  }

  private static boolean isFolder(String path) {
    return path.equals("prompts")
        || path.equals("environments")
        || RepositoryPath.of(path + "/prompt.yaml").isPresent();
  }

  private static Finding notPlain(RevCommit commit, String path, FileMode mode) {
    return Finding.inFile(
        path,
        "plain-files-only",
        "In commit "
            + commit.abbreviate(10).name()
            + " this is a symlink, submodule or executable (mode "
            + mode
            + "); only plain files (100644) are kept.");
  }

  private List<Finding> checkTip(RevWalk walk, RevCommit head) throws IOException {
    Ref main = repository.exactRef(GitRepository.MAIN);
    Optional<RevCommit> base =
        main == null ? Optional.empty() : mergeBase(head, main.getObjectId());
    if (base.isEmpty()) {
      return one(
          "unrelated-history",
          "This branch shares no commit with main; start it from 'origin/main'.");
    }
    RevTree tip = walk.parseCommit(head).getTree();
    Map<String, ObjectId> changed = new LinkedHashMap<>();
    try (TreeWalk tree = new TreeWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      tree.addTree(walk.parseCommit(base.get()).getTree());
      tree.addTree(tip);
      tree.setRecursive(true);
      tree.setFilter(TreeFilter.ANY_DIFF);
      long bytes = 0;
      while (tree.next()) {
        ObjectId blob = tree.getObjectId(1);
        changed.put(tree.getPathString(), blob);
        bytes +=
            blob.equals(ObjectId.zeroId()) ? 0 : reader.getObjectSize(blob, Constants.OBJ_BLOB);
        if (changed.size() > MAX_FILES || bytes > MAX_CHANGED_BYTES) {
          return one(
              "change-too-large",
              "It changes more than "
                  + MAX_FILES
                  + " files or "
                  + MAX_CHANGED_BYTES / (1024 * 1024)
                  + " MiB of text; make several changes of it.");
        }
      }
      Map<String, Optional<byte[]>> files = new BlobsByPath(reader, changed);
      List<Finding> findings = ChangeRules.check(files, path -> exists(reader, path, tip));
      return Finding.errors(findings).isEmpty()
          ? Stream.concat(findings.stream(), more.apply(files).stream()).toList()
          : findings;
    }
  }

  private static List<Finding> one(String rule, String message) {
    return List.of(Finding.inFile(PackScan.PUSH, rule, message));
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
