package io.sluice.launcher.process;

import java.time.Instant;

/** What {@code .sluice/run/<name>.json} says about a process that was started. */
record RunRecord(String name, long pid, Instant startedAt) {
  ProcessIdentity identity() {
    return new ProcessIdentity(pid, startedAt);
  }
}
