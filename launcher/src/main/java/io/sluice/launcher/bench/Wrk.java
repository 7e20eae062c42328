package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, on the same processors as what it measures. */
final class Wrk {
  private static final String FETCH = "fetch.lua";
  private static final String REPORT = "report.lua";
  private static final int THREADS = 2;

  /** So many subjects are asked for, {@code conversation-1} and on. */
  static final int SUBJECTS = THREADS * 20_000;

  private static final Pattern SENT = Pattern.compile(" sent (\\d+)");
  private static final Pattern FIGURES =
      Pattern.compile("figures (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

  /**
   * What it saw.
   *
   * @param p50Ms median latency, milliseconds
   * @param p99Ms 99th percentile, milliseconds
   * @param cpuMicros processor time that the server's process spent on a request, microseconds;
   *     says more than requests per second when others are at work on the machine
   */
  record Seen(double requestsPerSecond, double p50Ms, double p99Ms, double cpuMicros) {}

  /**
   * What it saw of posting.
   *
   * @param sent how many of its requests each thread sent
   */
  record Posted(Seen seen, List<Integer> sent) {}

  private final Path folder;
  private final String token;

  /**
   * @param folder for its scripts
   * @param token bearer token of every request
   */
  Wrk(Path folder, String token) {
    this.folder = folder;
    this.token = token;
    for (String script : List.of(FETCH, REPORT)) {
      try (InputStream in = Wrk.class.getResourceAsStream("/bench/" + script)) {
        if (in == null) {
          throw new IllegalStateException(script + " is not in this build");
        }
        Files.copy(in, folder.resolve(script), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Fetches as fast as it gets answers.
   *
   * @param url with a query, which a subject is added to
   * @param known a file with an {@code If-None-Match} for each subject on a line, or empty
   * @param server tells the processor time that the server has spent so far
   */
  Seen run(String url, String known, int connections, int seconds, Supplier<Duration> server) {
    ProcessBuilder builder = wrk(url, FETCH, Math.min(THREADS, connections), connections, seconds);
    builder.environment().put("BENCH_KNOWN", known);
    Duration before = server.get();
    String said = output(builder);
    return seen(url, said, server.get().minus(before));
  }

  /**
   * Posts bodies as fast as it gets answers.
   *
   * @param bodies a file with one on each line; each thread takes every so many-th
   */
  Posted post(String url, Path bodies, int threads, int connections, int seconds) {
    ProcessBuilder builder = wrk(url, REPORT, threads, connections, seconds);
    builder.environment().put("BENCH_BODIES", bodies.toString());
    builder.environment().put("BENCH_THREADS", Integer.toString(threads));
    String said = output(builder);
    Seen seen = seen(url, said, Duration.ZERO);
    List<Integer> sent =
        SENT.matcher(said).results().map(found -> Integer.valueOf(found.group(1))).toList();
    return new Posted(seen, sent);
  }

  private ProcessBuilder wrk(String url, String script, int threads, int connections, int seconds) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "wrk",
                "-t" + threads,
                "-c" + connections,
                "-d" + seconds + "s",
                "-s",
                folder.resolve(script).toString(),
                url)
            .redirectErrorStream(true);
    builder.environment().put("BENCH_TOKEN", token);
    return builder;
  }

  private static Seen seen(String url, String said, Duration spent) {
    Matcher figures = FIGURES.matcher(said);
    if (!figures.find()) {
      throw new UserError("wrk said no figures:\n" + said);
    }
    if (!figures.group(5).equals("0")) {
      throw new UserError(figures.group(5) + " requests to " + url + " failed:\n" + said);
    }
    double requests = Double.parseDouble(figures.group(1));
    double micros = Double.parseDouble(figures.group(2));
    return new Seen(
        requests / micros * 1e6,
        Double.parseDouble(figures.group(3)) / 1e3,
        Double.parseDouble(figures.group(4)) / 1e3,
        spent.toNanos() / 1e3 / requests);
  }

  private static String output(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("wrk could not be run: " + e.getMessage(), e);
    }
  }
}
