package io.sluice.launcher.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's {@code postmaster.pid}: the process id on the first line, the state on the eighth
 * (PostgreSQL's {@code miscadmin.h}, LOCK_FILE_LINE_*).
 */
record PostmasterFile(List<String> lines) {
  private static final int STATE_LINE = 7;

  static Path in(Path data) {
    return data.resolve("postmaster.pid");
  }

  static Optional<PostmasterFile> read(Path data) {
    try {
      return Optional.of(new PostmasterFile(Files.readAllLines(in(data))));
    } catch (IOException e) {
      return Optional.empty(); // it does not run, or it is just being stopped
    }
  }

  /** Empty while PostgreSQL is writing the file. */
  Optional<Long> pid() {
    return lines.stream()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("[0-9]{1,10}"))
        .map(Long::valueOf);
  }

  boolean isReady() {
    return lines.size() > STATE_LINE && lines.get(STATE_LINE).strip().equals("ready");
  }
}
