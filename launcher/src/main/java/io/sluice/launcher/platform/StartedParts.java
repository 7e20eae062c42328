package io.sluice.launcher.platform;

import io.sluice.launcher.UserError;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one command has started, so that exactly that can be stopped again, last first. Safe against
 * a Ctrl-C that arrives in the middle of a start: once closed, nothing more is started.
 */
final class StartedParts {
  private final Deque<Runnable> stops = new ArrayDeque<>();
  private boolean closed;

  /**
   * Starts one part.
   *
   * @param stop undoes it; must do nothing when the start got nowhere
   */
  synchronized void start(Runnable start, Runnable stop) {
    if (closed) {
      throw new UserError("Stopped.");
    }
    stops.push(stop);
    start.run();
  }

  /** Stops what was started, and lets nothing more start. */
  synchronized void stopAll() {
    closed = true;
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Everything stays as it is: the command is done and its parts live on. */
  synchronized void keep() {
    stops.clear();
  }
}
