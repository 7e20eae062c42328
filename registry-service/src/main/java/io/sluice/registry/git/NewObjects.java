package io.sluice.registry.git;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectDatabase;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jspecify.annotations.Nullable;

/**
 * Checks that nothing is missing of what a push refers to. What the repository has is whole: it was
 * checked when it came, and nothing ever leaves. So only new commits are followed, and of their
 * trees only what differs from the parent's. JGit's own checker reads every folder of main, one for
 * each prompt.
 */
final class NewObjects implements ConnectivityChecker {
  private final Repository known;

  /**
   * @param known the repository without what is pushed
   */
  NewObjects(Repository known) {
    this.known = known;
  }

  @Override
  public void checkConnectivity(
      ConnectivityCheckInfo push, Set<ObjectId> haves, ProgressMonitor progress)
      throws IOException {
    try (RevWalk walk = new RevWalk(push.getRepository());
        ObjectReader objects = walk.getObjectReader();
        Search search = new Search(walk, objects, known.getObjectDatabase())) {
      for (ReceiveCommand command : push.getCommands()) {
        if (command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED
            && command.getType() != ReceiveCommand.Type.DELETE) {
          search.from(command.getNewId());
        }
      }
    }
  }

  /** A folder, and what it was before; the zero id stands for none. */
  private record TreePair(ObjectId before, ObjectId now) {
    static TreePair of(RawTree.@Nullable Entry before, RawTree.Entry now) {
      return new TreePair(
          before == null || !before.isTree() ? ObjectId.zeroId() : before.id(), now.id());
    }
  }

  /** One search through the new commits; what it has seen it does not look at again. */
  private static final class Search implements AutoCloseable {
    private final RevWalk walk;
    private final ObjectReader objects;
    private final ObjectReader known;
    private final TreeReader trees;
    private final Set<ObjectId> whole = new HashSet<>();

    Search(RevWalk walk, ObjectReader objects, ObjectDatabase known) {
      this.walk = walk;
      this.objects = objects;
      this.known = known.newReader();
      this.trees = new TreeReader(objects);
    }

    void from(ObjectId tip) throws IOException {
      Deque<ObjectId> commits = new ArrayDeque<>();
      commits.add(tip);
      while (!commits.isEmpty()) {
        ObjectId id = commits.remove();
        if (known.has(id) || !whole.add(id)) {
          continue;
        }
        if (!(walk.parseAny(id) instanceof RevCommit commit)) {
          continue; // Tags and files on a branch are refused by name, with their own message.
        }
        for (RevCommit parent : commit.getParents()) {
          commits.add(parent.getId());
        }
        ObjectId before =
            commit.getParentCount() == 0
                ? ObjectId.zeroId()
                : walk.parseCommit(commit.getParent(0)).getTree().getId();
        checkTrees(new TreePair(before, commit.getTree().getId()));
      }
    }

    private void checkTrees(TreePair first) throws IOException {
      Deque<TreePair> pairs = new ArrayDeque<>(List.of(first));
      while (!pairs.isEmpty()) {
        TreePair pair = pairs.remove();
        if (!pair.before().equals(pair.now()) && !known.has(pair.now()) && whole.add(pair.now())) {
          List<ObjectId> files = new ArrayList<>();
          RawTree.diff(
              trees.tree(pair.before()),
              trees.tree(pair.now()),
              (old, now) -> {
                if (now != null && now.isTree()) {
                  pairs.add(TreePair.of(old, now));
                } else if (now != null) {
                  files.add(now.id());
                }
              });
          requireThere(files);
        }
      }
    }

    private void requireThere(List<ObjectId> files) throws IOException {
      for (ObjectId file : files) {
        if (!objects.has(file)) {
          throw new MissingObjectException(file, Constants.TYPE_BLOB);
        }
      }
    }

    @Override
    public void close() {
      known.close();
    }
  }
}
