package io.sluice.launcher.platform;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells the person who waits what is happening, a line for each thing that got done. */
public final class Progress {
  private final PrintWriter out;
  private final long startNanos = System.nanoTime();

  public Progress(PrintWriter out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /** One part reached what it was to reach. */
  void reached(String part, String state) {
    say("  %-18s %-40s %5.1f s".formatted(part, state, elapsed().toMillis() / 1000.0));
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
