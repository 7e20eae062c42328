package io.sluice.registry.git;

import io.sluice.registry.git.RepositoryMaintenance.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** The files in which a repository keeps its objects, as they were at one moment. */
record ObjectFiles(List<Loose> loose, List<Path> packs, long bytes) {
  /** An object in a file of its own. */
  record Loose(ObjectId id, Path file) {}

  static ObjectFiles of(Path repository) throws IOException {
    Path objects = repository.resolve("objects");
    List<Loose> loose = new ArrayList<>();
    long bytes = 0;
    for (Path folder : list(objects)) {
      String start = folder.getFileName().toString();
      if (start.matches("[0-9a-f]{2}")) {
        for (Path file : list(folder)) {
          String name = start + file.getFileName();
          if (ObjectId.isId(name)) {
            loose.add(new Loose(ObjectId.fromString(name), file));
            bytes += bytes(file);
          }
        }
      }
    }
    List<Path> packs = new ArrayList<>();
    for (Path file : list(objects.resolve("pack"))) {
      bytes += bytes(file);
      if (file.toString().endsWith(".pack") && Files.exists(indexOf(file))) {
        packs.add(file);
      }
    }
    return new ObjectFiles(loose, packs, bytes);
  }

  Size size() {
    return new Size(loose.size(), packs.size(), bytes);
  }

  /** Packs that are cheap to write again; a large one stays as it is. */
  List<Path> smallPacks(long maxBytes) {
    return packs.stream().filter(pack -> bytes(pack) <= maxBytes).toList();
  }

  boolean isWorthPacking(long maxBytes) {
    return !loose.isEmpty() || smallPacks(maxBytes).size() > 1;
  }

  static Path indexOf(Path pack) {
    return withSuffix(pack, ".idx");
  }

  /** The index goes first: a pack without one is not looked into. */
  static void deletePack(Path pack) throws IOException {
    for (String suffix : List.of(".bitmap", ".rev", ".idx", ".pack")) {
      Files.deleteIfExists(withSuffix(pack, suffix));
    }
  }

  private static Path withSuffix(Path pack, String suffix) {
    String name = pack.getFileName().toString();
    return pack.resolveSibling(name.substring(0, name.length() - ".pack".length()) + suffix);
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** 0 for a file that has gone meanwhile. */
  private static long bytes(Path file) {
    return file.toFile().length();
  }
}
