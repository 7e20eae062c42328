package io.sluice.registry.git;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/** Makes a tree from another one and a set of changed files, in memory. */
final class TreeEditor {
  private final Repository repository;

  TreeEditor(Repository repository) {
    this.repository = repository;
  }

  /**
   * Stores the changed files and the resulting tree.
   *
   * @param from tree to start from, or empty for an empty one
   * @param files path to content; empty content removes the file
   */
  ObjectId apply(Optional<ObjectId> from, Map<String, Optional<byte[]>> files) throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache cache = from.isPresent() ? DirCache.read(reader, from.get()) : DirCache.newInCore();
      DirCacheEditor editor = cache.editor();
      for (Map.Entry<String, Optional<byte[]>> file : files.entrySet()) {
        if (file.getValue().isEmpty()) {
          editor.add(new DirCacheEditor.DeletePath(file.getKey()));
        } else {
          ObjectId blob = inserter.insert(Constants.OBJ_BLOB, file.getValue().get());
          editor.add(regularFile(file.getKey(), blob));
        }
      }
      editor.finish();
      ObjectId tree = cache.writeTree(inserter);
      inserter.flush();
      return tree;
    }
  }

  private static DirCacheEditor.PathEdit regularFile(String path, ObjectId blob) {
    return new DirCacheEditor.PathEdit(path) {
      @Override
      public void apply(DirCacheEntry entry) {
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(blob);
      }
    };
  }
}
