package io.sluice.registry.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree from another one and a set of changed files: reads and writes only the folders on
 * their paths, however many others there are.
 */
final class TreeEditor {
  private final Repository repository;

  /** What happens at one name: to the file of that name, and below the folder of that name. */
  private static final class Edit {
    /** Null when nothing happens to the file; empty when it goes. */
    @Nullable Optional<ObjectId> file;

    final SortedMap<String, Edit> below = new TreeMap<>();

    boolean puts() {
      return (file != null && file.isPresent()) || below.values().stream().anyMatch(Edit::puts);
    }
  }

  TreeEditor(Repository repository) {
    this.repository = repository;
  }

  /**
   * Stores the changed files and the resulting tree. A file takes the place of a folder of its name
   * and the other way round; a folder without files goes.
   *
   * @param from tree to start from, or empty for an empty one
   * @param files path to content; empty content removes the file
   * @throws IllegalArgumentException when a path is to be a file and a folder
   */
  ObjectId apply(Optional<ObjectId> from, Map<String, Optional<byte[]>> files) throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        ObjectInserter inserter = repository.newObjectInserter()) {
      Edit root = new Edit();
      for (Map.Entry<String, Optional<byte[]>> file : files.entrySet()) {
        Optional<byte[]> content = file.getValue();
        at(root, file.getKey()).file =
            content.isEmpty()
                ? Optional.empty()
                : Optional.of(inserter.insert(Constants.OBJ_BLOB, content.get()));
      }
      TreeReader trees = new TreeReader(reader);
      ObjectId tree = edit(trees, inserter, from.orElse(ObjectId.zeroId()), root);
      if (tree.equals(ObjectId.zeroId())) {
        tree = inserter.insert(Constants.OBJ_TREE, new byte[0]);
      }
      inserter.flush();
      return tree;
    }
  }

  private static Edit at(Edit root, String path) {
    Edit edit = root;
    for (String name : path.split("/", -1)) {
      edit = edit.below.computeIfAbsent(name, any -> new Edit());
    }
    return edit;
  }

  /** The folder after the edit; the zero id when it is empty. */
  private static ObjectId edit(
      TreeReader trees, ObjectInserter inserter, ObjectId folder, Edit edit) throws IOException {
    RawTree before = trees.tree(folder);
    List<RawTree.Entry> after = new ArrayList<>();
    for (Map.Entry<String, Edit> child : edit.below.entrySet()) {
      addAfter(trees, inserter, before, child.getKey(), child.getValue(), after);
    }
    byte[] bytes = before.with(edit.below.keySet(), after);
    return bytes.length == 0 ? ObjectId.zeroId() : inserter.insert(Constants.OBJ_TREE, bytes);
  }

  private static void addAfter(
      TreeReader trees,
      ObjectInserter inserter,
      RawTree before,
      String name,
      Edit edit,
      List<RawTree.Entry> after)
      throws IOException {
    RawTree.Entry file = before.find(name, false);
    RawTree.Entry folder = before.find(name, true);
    Optional<ObjectId> put = edit.file;
    ObjectId blob = put == null ? null : put.orElse(null);
    boolean putsBelow = edit.below.values().stream().anyMatch(Edit::puts);
    if (blob != null && putsBelow) {
      throw new IllegalArgumentException("'" + name + "' cannot be a file and a folder");
    }
    if (blob != null) {
      after.add(new RawTree.Entry(name, false, blob));
      return;
    }
    if (file != null && put == null && !putsBelow) {
      after.add(file);
    }
    ObjectId below = edit(trees, inserter, folder == null ? ObjectId.zeroId() : folder.id(), edit);
    if (!below.equals(ObjectId.zeroId())) {
      after.add(new RawTree.Entry(name, true, below));
    }
  }
}
