package io.sluice.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Processor time that the host of a virtual machine gave to others while a benchmark ran ("steal"
 * in {@code /proc/stat}). A latency of those moments is the host's.
 */
final class StolenTime {
  private static final Path STAT = Path.of("/proc/stat");

  /** Name and times of all processors: user nice system idle iowait irq softirq steal. */
  private static final int STEAL = 7;

  private final long[] begin;

  private StolenTime(long[] begin) {
    this.begin = begin;
  }

  /** Counts from now on. */
  static StolenTime since() {
    return new StolenTime(times());
  }

  /** Says how much it was; nothing where the system does not tell. */
  void print(PrintWriter out) {
    long[] end = times();
    long all = Arrays.stream(end).sum() - Arrays.stream(begin).sum();
    if (end.length > STEAL && all > 0) {
      out.printf(
          Locale.ROOT,
          "Meanwhile the host gave %.1f%% of the processors' time to others.%n",
          100.0 * (end[STEAL] - begin[STEAL]) / all);
      out.flush();
    }
  }

  private static long[] times() {
    try {
      String total = Files.readAllLines(STAT).getFirst();
      return Arrays.stream(total.split(" +"))
          .skip(1)
          .limit(STEAL + 1)
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException e) {
      return new long[0];
    }
  }
}
