package io.sluice.registry.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/** Finds and compares files in trees, keeping the last few trees at hand. For one thread. */
final class TreeReader {
  private static final int KEPT = 16;

  private final ObjectReader objects;
  private final Map<ObjectId, RawTree> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectId, RawTree> eldest) {
          return size() > KEPT;
        }
      };

  TreeReader(ObjectReader objects) {
    this.objects = objects;
  }

  /** The tree of that id; the tree of the zero id is empty. */
  RawTree tree(ObjectId id) throws IOException {
    if (id.equals(ObjectId.zeroId())) {
      return RawTree.EMPTY;
    }
    RawTree known = kept.get(id);
    if (known == null) {
      known = RawTree.of(objects.open(id, Constants.OBJ_TREE).getBytes());
      kept.put(id, known);
    }
    return known;
  }

  /** Id of the file at a path below a tree; empty when there is none. */
  Optional<ObjectId> file(ObjectId root, String path) throws IOException {
    ObjectId folder = root;
    String[] names = path.split("/", -1);
    for (int depth = 0; depth < names.length; depth++) {
      RawTree.Entry entry = tree(folder).find(names[depth]);
      boolean last = depth == names.length - 1;
      if (entry == null || entry.isTree() == last) {
        return Optional.empty();
      }
      folder = entry.id();
    }
    return Optional.of(folder);
  }

  /** Files that differ between two trees, by path. */
  List<ChangedFile> changes(ObjectId from, ObjectId to) throws IOException {
    List<ChangedFile> changes = new ArrayList<>();
    try {
      compare("", from, to, changes);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return changes;
  }

  private void compare(String folder, ObjectId from, ObjectId to, List<ChangedFile> changes)
      throws IOException {
    if (from.equals(to)) {
      return;
    }
    RawTree.diff(tree(from), tree(to), (old, now) -> compareEntry(folder, old, now, changes));
  }

  private void compareEntry(
      String folder,
      RawTree.@Nullable Entry old,
      RawTree.@Nullable Entry now,
      List<ChangedFile> changes) {
    RawTree.Entry any = old != null ? old : now;
    if (any == null) {
      return;
    }
    String path = folder + any.name();
    ObjectId oldId = old == null ? ObjectId.zeroId() : old.id();
    ObjectId nowId = now == null ? ObjectId.zeroId() : now.id();
    if (!any.isTree()) {
      changes.add(new ChangedFile(path, name(old), name(now)));
      return;
    }
    try {
      compare(path + "/", oldId, nowId, changes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String name(RawTree.@Nullable Entry entry) {
    return entry == null ? null : entry.id().name();
  }
}
