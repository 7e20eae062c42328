package io.sluice.launcher.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One process that runs in the background under a name. Found again through its record in the run
 * folder; and, should the starter have died before it wrote the record, through the marker in its
 * command line.
 */
public final class DetachedProcess {
  /**
   * Ctrl-C and a closed terminal must reach the starter only: the child ignores both signals, and
   * leaves the terminal's session where the system has a command for that.
   */
  private static final String DETACH =
      "trap '' INT HUP; if command -v setsid >/dev/null; then exec setsid \"$@\"; else exec \"$@\"; fi";

  private final String name;
  private final Path runFolder;
  private final Path log;

  public DetachedProcess(String name, Path runFolder, Path log) {
    this.name = name;
    this.runFolder = runFolder;
    this.log = log;
  }

  /** An argument that only this process has; the command line must contain it. */
  public String marker() {
    return "-Dsluice.process=" + name + "@" + runFolder;
  }

  public Path log() {
    return log;
  }

  /**
   * Starts the process; the log of the run before is kept beside the new one.
   *
   * @param environment added to this process's own
   */
  public ProcessHandle start(List<String> command, Map<String, String> environment) {
    List<String> detached = new ArrayList<>(List.of("/bin/sh", "-c", DETACH, "sluice"));
    detached.addAll(command);
    try {
      if (Files.exists(log)) {
        Path previous = log.resolveSibling(log.getFileName() + ".previous");
        Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
      }
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(log.toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      ProcessHandle process = builder.start().toHandle();
      ProcessIdentity.of(process).ifPresent(this::record);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name, e);
    }
  }

  /** The process, if it is alive. */
  public Optional<ProcessHandle> find() {
    return recorded().flatMap(ProcessIdentity::find).or(this::findByMarker);
  }

  private Optional<ProcessIdentity> recorded() {
    try {
      return Optional.of(
          JsonMapper.shared()
              .readValue(Files.readString(recordFile()), RunRecord.class)
              .identity());
    } catch (IOException | JacksonException e) {
      return Optional.empty(); // never started, or the starter died while it wrote
    }
  }

  private Optional<ProcessHandle> findByMarker() {
    Optional<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(this::hasMarker)
            .filter(ProcessIdentity::isAlive)
            .findFirst();
    found.flatMap(ProcessIdentity::of).ifPresent(this::record);
    return found;
  }

  private boolean hasMarker(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .filter(arguments -> List.of(arguments).contains(marker()))
        .isPresent();
  }

  private void record(ProcessIdentity identity) {
    try {
      String json =
          JsonMapper.shared()
              .writeValueAsString(new RunRecord(name, identity.pid(), identity.startedAt()));
      Path unfinished = recordFile().resolveSibling(name + ".json.new");
      Files.writeString(unfinished, json);
      Files.move(unfinished, recordFile(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + recordFile(), e);
    }
  }

  /**
   * Asks the process to end, and ends it after a patience. Does nothing when it is not alive.
   *
   * @return false when it did not end even so
   */
  public boolean stop(Duration patience) {
    Optional<ProcessHandle> process = find();
    if (process.isPresent()) {
      process.get().destroy();
      if (!ended(process.get(), patience)) {
        process.get().destroyForcibly();
        if (!ended(process.get(), Duration.ofSeconds(5))) {
          return false;
        }
      }
    }
    forget();
    return true;
  }

  private static boolean ended(ProcessHandle process, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (ProcessIdentity.isAlive(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        var unused = process.onExit().get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Not yet: look again, for a process that nobody waits for never reports its exit.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return true;
  }

  private void forget() {
    try {
      Files.deleteIfExists(recordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path recordFile() {
    return runFolder.resolve(name + ".json");
  }
}
