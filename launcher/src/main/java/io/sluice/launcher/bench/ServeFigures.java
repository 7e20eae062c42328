package io.sluice.launcher.bench;

import io.sluice.launcher.bench.Wrk.Seen;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What {@code ./sluice bench serve} saw, round by round, and what it is held against. */
final class ServeFigures {
  static final int MANY = 50;
  static final int FEW = 4;

  static final String NGINX = "nginx, the same bytes";
  static final String BARE = "bare Vert.x route";
  static final String FETCH = "fetch, 200";
  static final String UNCHANGED = "fetch, 304";
  static final String FEW_FETCH = "fetch, 200, 4 connections";
  static final String FEW_BARE = "bare route, 4 connections";
  static final String FEW_NGINX = "nginx, 4 connections";

  private static final double OF_BARE = 0.85;
  private static final double OF_NGINX = 0.70;
  private static final double P99_OF_BARE = 1.5;
  private static final double FEW_P99_MS = 3;

  private final Map<String, List<Seen>> rounds = new LinkedHashMap<>();

  void add(String target, Seen seen) {
    rounds.computeIfAbsent(target, t -> new ArrayList<>()).add(seen);
  }

  /** Prints all of it; true when every target is met. */
  boolean print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-28s %12s %10s %10s %14s%n",
        "",
        "requests/s",
        "p50 in ms",
        "p99 in ms",
        "CPU us/request");
    rounds.forEach(
        (target, seen) ->
            out.printf(
                Locale.ROOT,
                "%-28s %,12.0f %10.2f %10.2f %14.1f%n",
                target,
                median(seen.stream().map(Seen::requestsPerSecond).toList()),
                median(seen.stream().map(Seen::p50Ms).toList()),
                median(seen.stream().map(Seen::p99Ms).toList()),
                median(seen.stream().map(Seen::cpuMicros).toList())));
    boolean met = true;
    met &= atLeast(out, "requests/s, of the bare route", ratios(FETCH, BARE), OF_BARE);
    met &= atLeast(out, "requests/s, of nginx", ratios(FETCH, NGINX), OF_NGINX);
    met &= atLeast(out, "304 of 200, requests/s", ratios(UNCHANGED, FETCH), 1);
    met &= atMost(out, "p99, of the bare route's", p99Ratios(), P99_OF_BARE);
    met &=
        atMost(
            out,
            "p99 at 4 connections, ms",
            of(FEW_FETCH).stream().map(Seen::p99Ms).toList(),
            FEW_P99_MS);
    out.flush();
    return met;
  }

  private List<Double> ratios(String target, String other) {
    return ratios(target, other, Seen::requestsPerSecond);
  }

  private List<Double> p99Ratios() {
    return ratios(FETCH, BARE, Seen::p99Ms);
  }

  /** Within each round, for what disturbs a round disturbs both. */
  private List<Double> ratios(String target, String other, ToDoubleFunction<Seen> figure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of(target).size(); i++) {
      ratios.add(figure.applyAsDouble(of(target).get(i)) / figure.applyAsDouble(of(other).get(i)));
    }
    return ratios;
  }

  private List<Seen> of(String target) {
    return rounds.getOrDefault(target, List.of());
  }

  private static boolean atLeast(PrintWriter out, String what, List<Double> seen, double target) {
    return judged(out, what, seen, "at least", target, printed(seen) >= target);
  }

  private static boolean atMost(PrintWriter out, String what, List<Double> seen, double target) {
    return judged(out, what, seen, "at most", target, printed(seen) <= target);
  }

  private static boolean judged(
      PrintWriter out, String what, List<Double> seen, String word, double target, boolean met) {
    List<Double> sorted = seen.stream().sorted().toList();
    out.printf(
        Locale.ROOT,
        "  %-30s %5.2f (%.2f to %.2f; to reach: %s %.2f)%s%n",
        what,
        median(seen),
        sorted.getFirst(),
        sorted.getLast(),
        word,
        target,
        met ? "" : "  MISSED");
    return met;
  }

  /** The median as it is printed: what looks like a target that is met is one. */
  private static double printed(List<Double> seen) {
    return Math.round(median(seen) * 100) / 100.0;
  }

  /** The middle one; of an even number the lower of the two. */
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
