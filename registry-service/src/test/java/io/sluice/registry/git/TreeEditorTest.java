package io.sluice.registry.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeEditorTest {
  /** Names around which Git's order of files and folders turns. */
  private static final List<String> NAMES = List.of("a", "a-b", "a.b", "a0", "ab", "b", "é");

  @TempDir Path folder;

  private Repository repository() throws IOException {
    Repository repository =
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    repository.create(true);
    return repository;
  }

  /** The same by JGit's own index of the whole tree. */
  private static ObjectId byIndex(
      Repository repository, Optional<ObjectId> from, Map<String, Optional<byte[]>> files)
      throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache cache = from.isPresent() ? DirCache.read(reader, from.get()) : DirCache.newInCore();
      DirCacheEditor deletions = cache.editor();
      files.forEach(
          (path, content) -> {
            if (content.isEmpty()) {
              deletions.add(new DirCacheEditor.DeletePath(path));
            }
          });
      deletions.finish();
      DirCacheEditor editor = cache.editor();
      for (Map.Entry<String, Optional<byte[]>> file : files.entrySet()) {
        if (file.getValue().isPresent()) {
          ObjectId blob = inserter.insert(Constants.OBJ_BLOB, file.getValue().get());
          editor.add(
              new DirCacheEditor.PathEdit(file.getKey()) {
                @Override
                public void apply(DirCacheEntry entry) {
                  entry.setFileMode(FileMode.REGULAR_FILE);
                  entry.setObjectId(blob);
                }
              });
        }
      }
      editor.finish();
      ObjectId tree = cache.writeTree(inserter);
      inserter.flush();
      return tree;
    }
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder(NAMES.get(random.nextInt(NAMES.size())));
    for (int depth = random.nextInt(3); depth > 0; depth--) {
      path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return path.toString();
  }

  /** Edits in which no path is to be a file and a folder at once. */
  private static Map<String, Optional<byte[]>> edits(Random random) {
    Map<String, Optional<byte[]>> edits = new TreeMap<>();
    TreeSet<String> puts = new TreeSet<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      String path = path(random);
      if (random.nextInt(3) == 0) {
        edits.putIfAbsent(path, Optional.empty());
      } else if (puts.stream()
          .noneMatch(put -> (put + "/").startsWith(path + "/") || path.startsWith(put + "/"))) {
        puts.add(path);
        edits.put(path, Optional.of(("content " + random.nextInt(5)).getBytes(UTF_8)));
      }
    }
    return new HashMap<>(edits);
  }

  @Test
  void makesTheTreeThatAnIndexOfEverythingWouldMake() throws IOException {
    try (Repository repository = repository()) {
      for (int seed = 0; seed < 40; seed++) {
        Random random = new Random(seed);
        Optional<ObjectId> tree = Optional.empty();
        for (int step = 0; step < 40; step++) {
          Map<String, Optional<byte[]>> edits = edits(random);
          ObjectId expected = byIndex(repository, tree, edits);
          ObjectId made = new TreeEditor(repository).apply(tree, edits);
          assertEquals(expected, made, "seed " + seed + ", step " + step + ", " + edits.keySet());
          tree = Optional.of(made);
        }
      }
    }
  }

  @Test
  void aFileThatIsAlsoToBeAFolderIsRefused() throws IOException {
    try (Repository repository = repository()) {
      Optional<byte[]> some = Optional.of(new byte[] {1});
      assertThrows(
          IllegalArgumentException.class,
          () -> new TreeEditor(repository).apply(Optional.empty(), Map.of("a", some, "a/b", some)));
    }
  }
}
