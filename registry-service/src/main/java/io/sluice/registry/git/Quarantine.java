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
import java.util.List;
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

  private final Path folder;
  private final Path home;
  private final Repository repository;

  private Quarantine(Path home, Path folder, Repository repository) {
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
    return new Quarantine(main.folder(), folder, repository);
  }

  /** Removes what a killed process left behind. */
  static void clean(GitRepository main) throws IOException {
    deleteTree(main.folder().resolveSibling(FOLDER));
  }

  /** The repository as it would be with the pushed objects. */
  Repository repository() {
    return repository;
  }

  /** Lets the objects into the repository: packs before their indexes, which make them visible. */
  void release() throws IOException {
    Path from = folder.resolve("objects/pack");
    Path to = home.resolve("objects/pack");
    Files.createDirectories(to);
    for (String suffix : List.of(".pack", ".idx")) {
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.filter(f -> f.toString().endsWith(suffix)).toList()) {
          Path target = to.resolve(file.getFileName().toString());
          if (!Files.exists(target)) {
            Path copy = to.resolve("incoming-" + UUID.randomUUID());
            Files.copy(file, copy);
            sync(copy);
            Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
          }
        }
      }
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
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
