package io.sluice.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process id together with when that process started: the id alone may belong to a stranger by
 * the time somebody wants to stop it.
 */
public record ProcessIdentity(long pid, Instant startedAt) {
  /**
   * Start times are computed from the boot time, which moves when the wall clock is set; a reused
   * id within this little time of the same start is not to be expected.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** Identity of a process that is alive now; empty when it is not, or nothing is known of it. */
  public static Optional<ProcessIdentity> of(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .filter(start -> isAlive(process))
        .map(start -> new ProcessIdentity(process.pid(), start));
  }

  /** The very process, if it is still alive. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(ProcessIdentity::isAlive).filter(this::startedThen);
  }

  private boolean startedThen(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .filter(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
        .isPresent();
  }

  /**
   * True while a process can still do something. A killed one that nobody has waited for stays in
   * the process table (containers often have no init that would), and Java calls it alive.
   */
  public static boolean isAlive(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      return false; // no /proc here (macOS), or the process has gone meanwhile
    }
  }
}
