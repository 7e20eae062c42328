package io.sluice.launcher.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@link KillBuild} puts calls of into the code. Which place kills is in a file, {@code
 * <place> <nth>}, so that one process can live through the preparation of a run and its neighbours.
 */
public final class KillSwitch {
  /** System property: the file that arms a place; a place that killed renames it. */
  public static final String FILE = "sluice.kill.file";

  /** What the file is called when its place was reached. */
  public static final String REACHED = ".reached";

  private static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();

  private KillSwitch() {}

  /** Called at a place. */
  public static void at(String place) {
    Path file = Path.of(System.getProperty(FILE));
    String armed;
    try {
      armed = Files.readString(file);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    String[] wanted = armed.strip().split(" ");
    if (wanted.length != 2
        || !wanted[0].equals(place)
        || COUNTS.merge(place, 1, Integer::sum) < Integer.parseInt(wanted[1])) {
      return;
    }
    die(file);
  }

  /** This thread stays where it is; the others run on until the signal is there. */
  private static void die(Path file) {
    long pid = ProcessHandle.current().pid();
    try {
      Files.move(
          file, file.resolveSibling(file.getFileName() + REACHED), StandardCopyOption.ATOMIC_MOVE);
      new ProcessBuilder("/bin/sh", "-c", "kill -9 " + pid).start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    while (true) {
      LockSupport.parkNanos(TimeUnit.DAYS.toNanos(1));
    }
  }
}
