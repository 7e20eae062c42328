package io.sluice.registry.git;

import java.time.Duration;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Breaks off a transfer that takes too long or brings too much. */
final class TransferLimit implements ProgressMonitor {
  private final long deadlineNanos;
  private final int maxObjects;
  private volatile boolean tooMany;

  TransferLimit(Duration longest, int maxObjects) {
    this.deadlineNanos = System.nanoTime() + longest.toNanos();
    this.maxObjects = maxObjects;
  }

  /** True when it was broken off for its size. */
  boolean wasTooMuch() {
    return tooMany;
  }

  @Override
  public void start(int totalTasks) {}

  @Override
  public void beginTask(String title, int totalWork) {
    // Receiving and resolving announce the number of objects in the pack.
    tooMany |= totalWork != UNKNOWN && totalWork > maxObjects;
  }

  @Override
  public void update(int completed) {}

  @Override
  public void endTask() {}

  @Override
  public void showDuration(boolean enabled) {}

  @Override
  public boolean isCancelled() {
    return tooMany || System.nanoTime() - deadlineNanos > 0;
  }
}
