package io.sluice.launcher.postgres;

import io.sluice.launcher.UserError;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the Maven artifact for this operating system. Unpacked
 * here and not in the temporary folder, as the library would: that one gets cleaned under a server
 * that runs for weeks.
 */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /** Folder with {@code bin/postgres} and the rest, unpacked first when it is not there yet. */
  static Path unpacked(Path parent) {
    Path folder = parent.resolve("postgresql-" + version());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      Path unfinished = Files.createTempDirectory(parent, "unpacking");
      try (InputStream archive = archive()) {
        unpack(archive, unfinished);
      }
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack PostgreSQL into " + parent, e);
    }
  }

  /** Removes what an interrupted start has left half done. */
  static void removeUnfinished(Path parent, String prefix) {
    try (Stream<Path> children = Files.list(parent)) {
      for (Path child :
          children.filter(c -> c.getFileName().toString().startsWith(prefix)).toList()) {
        try (Stream<Path> tree = Files.walk(child)) {
          for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String version() {
    Properties properties = new Properties();
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  private static InputStream archive() throws IOException {
    String system = System.getProperty("os.name", "").startsWith("Mac") ? "Darwin" : "Linux";
    String architecture = System.getProperty("os.arch", "");
    String machine = architecture.equals("amd64") ? "x86_64" : architecture;
    try {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
    } catch (IllegalStateException e) {
      throw new UserError(
          "There are no PostgreSQL binaries for %s on %s in this build.".formatted(system, machine),
          e);
    }
  }

  private static void unpack(InputStream archive, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        Path parent = target.getParent();
        if (!target.startsWith(folder) || parent == null) {
          throw new IOException("An entry of the archive points outside it: " + entry.getName());
        }
        Files.createDirectories(entry.isDirectory() ? target : parent);
        if (entry.isSymbolicLink() || entry.isLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.copy(tar, target);
          if (parent.endsWith("bin") && !target.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot make " + target + " executable");
          }
        }
      }
    }
  }
}
