package io.sluice.launcher.postgres;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.SluiceHome;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.process.LogTail;
import io.sluice.launcher.process.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The PostgreSQL server of one local platform. It is PostgreSQL's own {@code postmaster.pid} that
 * says whether it runs: it outlives any command that started it.
 */
public final class PostgresServer {
  public static final String SUPERUSER = "postgres";

  private static final String INITIALISING = "initialising";
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(10);

  private final SluiceHome home;
  private final int port;

  public PostgresServer(SluiceHome home, int port) {
    this.home = home;
    this.port = port;
  }

  public static String version() {
    return PostgresBinaries.version();
  }

  public Path log() {
    return home.logs().resolve("postgresql.log");
  }

  /** The server's process, if it is alive. */
  public Optional<ProcessHandle> find() {
    return postmasterFile().flatMap(PostmasterFile::pid).flatMap(this::serverWith);
  }

  /** True when it is alive and takes connections. */
  public boolean isReady() {
    return find().isPresent() && postmasterFile().filter(PostmasterFile::isReady).isPresent();
  }

  /**
   * Starts the server, with a new database cluster the first time. After a kill or a crash
   * PostgreSQL replays its log by itself; what stands in its way is a stale {@code postmaster.pid}
   * whose process id was given to somebody else, and that is taken out of it here.
   */
  public void start(PlatformKeys keys) {
    Path parent = home.make(home.postgres());
    home.make(home.logs());
    PostgresBinaries.removeUnfinished(parent, "unpacking");
    PostgresBinaries.removeUnfinished(parent, INITIALISING);
    PostgresPrograms programs = new PostgresPrograms(PostgresBinaries.unpacked(parent));
    if (!Files.exists(data())) {
      initialise(programs, parent, keys);
    }
    requireSameMajorVersion();
    removeStalePostmasterFile();
    long deadline = System.nanoTime() + ORPHAN_PATIENCE.toNanos();
    PostgresPrograms.Result result = startOnce(programs);
    while (result.exitCode() != 0 && System.nanoTime() < deadline && orphansHoldMemory()) {
      pause();
      result = startOnce(programs);
    }
    if (result.exitCode() != 0) {
      throw new UserError(
          "PostgreSQL did not start. The last lines of %s:\n%s"
              .formatted(log(), LogTail.of(log(), 15)));
    }
  }

  /** Stops the server in order: connections are cut, everything is written. */
  public boolean stop() {
    if (find().isEmpty()) {
      return true;
    }
    PostgresPrograms programs = new PostgresPrograms(PostgresBinaries.unpacked(home.postgres()));
    List<String> arguments =
        List.of("stop", "-D", data().toString(), "-m", "fast", "-w", "-t", "60");
    return programs.run("pg_ctl", arguments).exitCode() == 0;
  }

  private PostgresPrograms.Result startOnce(PostgresPrograms programs) {
    String options =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            .formatted(port);
    return programs.run(
        "pg_ctl",
        List.of(
            "start",
            "-D",
            data().toString(),
            "-l",
            log().toString(),
            "-w",
            "-t",
            Long.toString(START_PATIENCE.toSeconds()),
            "-o",
            options));
  }

  /** In a folder of its own that is renamed when complete: a killed first start leaves no half. */
  private void initialise(PostgresPrograms programs, Path parent, PlatformKeys keys) {
    try {
      Path unfinished = Files.createTempDirectory(parent, INITIALISING);
      PostgresPrograms.Result result =
          programs.run(
              "initdb",
              List.of(
                  "--pgdata=" + unfinished,
                  "--username=" + SUPERUSER,
                  "--pwfile=" + keys.databasePasswordFile(SUPERUSER),
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C"));
      if (result.exitCode() != 0) {
        throw new UserError("PostgreSQL could not make its data:\n" + result.output().indent(2));
      }
      Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make " + data(), e);
    }
  }

  private void requireSameMajorVersion() {
    try {
      String found = Files.readString(data().resolve("PG_VERSION")).strip();
      if (!version().startsWith(found + ".")) {
        throw new UserError(
            """
            The data in %s is of PostgreSQL %s, this build has %s.
            Dump it with the old build (pg_dumpall) and load it into a new SLUICE_HOME."""
                .formatted(data(), found, version()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeStalePostmasterFile() {
    if (postmasterFile().isPresent() && find().isEmpty()) {
      try {
        Files.deleteIfExists(PostmasterFile.in(data()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** After {@code kill -9} of the server its children live on for a moment. */
  private boolean orphansHoldMemory() {
    String tail = LogTail.of(log(), 5);
    return tail.contains("pre-existing shared memory block") || tail.contains("lock file");
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<ProcessHandle> serverWith(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessIdentity::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .filter(arguments -> List.of(arguments).contains(data().toString()))
                    .isPresent());
  }

  private Optional<PostmasterFile> postmasterFile() {
    return PostmasterFile.read(data());
  }

  private Path data() {
    return home.postgres().resolve("data");
  }
}
