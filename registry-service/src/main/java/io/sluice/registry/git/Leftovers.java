package io.sluice.registry.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What a killed process leaves in the repository. A lock file above all: it holds a new value that
 * was never acknowledged, and nobody could move that ref again. Only this service writes here, one
 * process at a time, so at its start no lock belongs to anybody.
 */
final class Leftovers {
  private static final Logger LOG = Logger.getLogger(Leftovers.class);
  private static final int DEPTH = 8;

  /** Names that JGit gives to objects and packs that it has not finished. */
  private static final Pattern UNFINISHED =
      Pattern.compile("noz.*\\.tmp|\\.?(?:incoming|insert|gc|tmp)[_-].*");

  private Leftovers() {}

  /**
   * Removes them; called before anything opens the repository.
   *
   * @param folder of the bare repository; may be empty
   */
  static void remove(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      found = files.filter(Files::isRegularFile).filter(Leftovers::isLeftOver).toList();
    }
    for (Path file : found) {
      LOG.infof("Removing %s, which a killed process left behind", folder.relativize(file));
      Files.deleteIfExists(file);
    }
  }

  private static boolean isLeftOver(Path file) {
    String name = file.getFileName().toString();
    boolean packWithoutIndex =
        name.startsWith("pack-")
            && name.endsWith(".pack")
            && !Files.exists(file.resolveSibling(name.replace(".pack", ".idx")));
    return name.endsWith(".lock") || UNFINISHED.matcher(name).matches() || packWithoutIndex;
  }
}
