package io.sluice.registry.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * Receives a push's objects beside the repository, which sees none of them until they are let in. A
 * refused or broken push is thrown away with its folder.
 */
final class Quarantine implements AutoCloseable {
  private static final String FOLDER = "quarantine";
  private static final String INDEX = ".idx";
  private static final String PACK = ".pack";

  private final Path folder;
  private final Path home;
  private final Repository repository;
  private final Repository main;

  private Quarantine(Repository main, Path home, Path folder, Repository repository) {
    this.main = main;
    this.home = home;
    this.folder = folder;
    this.repository = repository;
  }

  static Quarantine open(GitRepository main) throws IOException {
    Path folder = main.folder().resolveSibling(FOLDER).resolve(UUID.randomUUID().toString());
    Path objects = Files.createDirectories(folder.resolve("objects"));
    Files.createDirectories(objects.resolve("pack"));
    Files.createDirectories(objects.resolve("info"));
    Repository repository =
        new FileRepositoryBuilder()
            .setGitDir(main.folder().toFile())
            .setObjectDirectory(objects.toFile())
            .addAlternateObjectDirectory(main.folder().resolve("objects").toFile())
            .setBare()
            .build();
    return new Quarantine(main.jgit(), main.folder(), folder, repository);
  }

  /** Removes what a killed process left behind. */
  static void clean(GitRepository main) throws IOException {
    Path all = main.folder().resolveSibling(FOLDER);
    deleteTree(all);
    Files.createDirectories(all);
  }

  /** The repository as it would be with the pushed objects. */
  Repository repository() {
    return repository;
  }

  /** The repository as it is without them. */
  Repository main() {
    return main;
  }

  /** Size of the packs that were received. */
  long bytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder.resolve("objects/pack"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(PACK)).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Place for a file that goes with the quarantine. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Lets the objects into the repository: packs before their indexes, which make them visible. When
   * this is done, a power cut does not take them back.
   */
  void release() throws IOException {
    Path to = Files.createDirectories(home.resolve("objects/pack"));
    try (Stream<Path> files = Files.list(folder.resolve("objects/pack"))) {
      for (Path index : files.filter(f -> f.toString().endsWith(INDEX)).toList()) {
        String name = index.getFileName().toString();
        if (!Files.exists(to.resolve(name))) {
          // A pack that a crash left without its index may differ under the same name.
          letIn(index.resolveSibling(name.replace(INDEX, PACK)), to);
          letIn(index, to);
        }
      }
    }
    sync(to);
  }

  private static void letIn(Path file, Path to) throws IOException {
    sync(file);
    Files.move(file, to.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    repository.close();
    deleteTree(folder);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
