package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.bench.BenchHistory.Size;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** {@code ./sluice bench registry}: the registry with many prompts, by real processes and git. */
final class RegistryBench {
  private static final int SEARCH_ROUNDS = 30;
  private static final Duration JOB_PATIENCE = Duration.ofMinutes(10);

  private final LocalMachine machine;
  private final Size size;
  private final int pushes;
  private final int portBase;
  private final PrintWriter out;

  RegistryBench(LocalMachine machine, Size size, int pushes, int portBase, PrintWriter out) {
    this.machine = machine;
    this.size = size;
    this.pushes = pushes;
    this.portBase = portBase;
    this.out = out;
  }

  /** Runs everything, and a smaller one of the sync for comparison when there is a smaller one. */
  void run(int comparedWith) {
    say(
        "%,d prompts x %d versions in %,d merges, %d %% of them live; on %d processors%n",
        size.prompts(),
        size.versions(),
        size.merges(),
        size.livePercent(),
        Runtime.getRuntime().availableProcessors());
    double sync = measure();
    if (comparedWith < size.prompts()) {
      Size small = new Size(comparedWith, size.versions(), size.perMerge(), size.livePercent());
      RegistryBench other = new RegistryBench(machine, small, pushes, portBase, out);
      try (BenchPlatform platform = other.start()) {
        double smallSync = other.landing(platform).sync();
        say(
            "  index sync at %,d prompts: median %.0f ms; ratio %.2f%n",
            comparedWith, smallSync, sync / smallSync);
      }
    }
  }

  private double measure() {
    try (BenchPlatform platform = start()) {
      String operator = platform.token("olga", "operator");
      say("  full rebuild: %.1f s (to reach: 60 s)%n", job(platform, operator, "rebuild") / 1000.0);
      say("  check against Git: %.1f s%n", job(platform, operator, "check") / 1000.0);
      maintenance(platform, operator);
      search(platform);
      RegistryLanding.Result landed = landing(platform);
      memory(platform);
      return landed.sync();
    }
  }

  private RegistryLanding.Result landing(BenchPlatform platform) {
    RegistryLanding.Result result =
        new RegistryLanding(platform, size, pushes, machine.clock()).run();
    say(
        "  git push to the printed URL: median %.0f ms, worst %.0f ms of %d (to reach: 500 ms)%n",
        result.pushes().millis(0.5), result.pushes().worst(), result.pushes().size());
    say(
        "  merge over HTTP, index at the commit: median %.0f ms, worst %.0f ms of %d%n",
        result.merges().millis(0.5), result.merges().worst(), result.merges().size());
    say(
        "  index sync of one merge, of %,d prompts: median %.0f ms, worst %.0f ms"
            + " (to reach: 250 ms)%n",
        size.prompts(), result.syncs().millis(0.5), result.syncs().worst());
    return result;
  }

  /** Makes the history, or takes the one that an earlier run made, and starts a platform on it. */
  private BenchPlatform start() {
    Path root =
        machine
            .home()
            .root()
            .resolve("bench")
            .resolve(
                "registry-%dx%d-%d-%d"
                    .formatted(
                        size.prompts(), size.versions(), size.perMerge(), size.livePercent()));
    BenchPlatform platform = new BenchPlatform(machine, root, portBase);
    Path made = root.resolve("history-made");
    if (Files.exists(made)) {
      say("  history of an earlier run in %s%n", root);
    } else {
      if (Files.exists(platform.repository())) {
        throw new UserError("An unfinished history is in " + root + "; remove it and try again.");
      }
      long start = System.nanoTime();
      BenchHistory.write(platform.repository(), size, platform.attestations());
      write(made);
      say("  history made in %.0f s (git fast-import)%n", (System.nanoTime() - start) / 1e9);
    }
    Duration up = platform.up();
    say("  platform ready in %.1f s, the first reading of main included%n", up.toMillis() / 1000.0);
    return platform;
  }

  private double job(BenchPlatform platform, String operator, String kind) {
    platform.registry().post("/v1/index/" + kind, operator, Map.of());
    long deadline = System.nanoTime() + JOB_PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode job = platform.registry().get("/v1/index", operator).path("job");
      switch (job.path("state").asString("")) {
        case "done" -> {
          return Duration.between(
                  Instant.parse(job.path("startedAt").asString("")),
                  Instant.parse(job.path("finishedAt").asString("")))
              .toMillis();
        }
        case "running" -> pause();
        default -> throw new UserError("The " + kind + " did not go through: " + job);
      }
    }
    throw new UserError("The " + kind + " takes too long.");
  }

  private void maintenance(BenchPlatform platform, String operator) {
    long before = bytes(platform.repository());
    long start = System.nanoTime();
    JsonNode report = platform.registry().post("/v1/git/maintenance", operator, Map.of());
    say(
        "  Git repository: %,d MB, after maintenance %,d MB (%.1f s; %s)%n",
        before >> 20,
        bytes(platform.repository()) >> 20,
        (System.nanoTime() - start) / 1e9,
        report);
  }

  private void search(BenchPlatform platform) {
    String reader = platform.token("rita", "reviewer");
    String deep = deepCursor(platform, reader);
    BenchPrompt some = new BenchPrompt(size.prompts() / 2, 1);
    List<String> queries =
        List.of(
            "/v1/prompts",
            "/v1/prompts?limit=100",
            "/v1/prompts?cursor=" + deep,
            "/v1/prompts?q=refund",
            "/v1/prompts?q=customer+email+review",
            "/v1/prompts?q=" + some.id(),
            "/v1/prompts?q=edition+" + size.versions() + "&limit=50",
            "/v1/prompts?team=" + some.team(),
            "/v1/prompts?owner=" + some.owner(),
            "/v1/prompts?team=" + some.team() + "&q=invoice",
            "/v1/prompts?q=nothing-has-this-word",
            "/v1/prompts/" + some.id(),
            "/v1/prompts/" + some.id() + "/versions/1");
    Figures all = new Figures();
    for (int round = 0; round < SEARCH_ROUNDS + 5; round++) {
      for (String query : queries) {
        long start = System.nanoTime();
        platform.registry().get(query, reader);
        if (round >= 5) { // the first rounds warm caches and compiler
          all.add(Duration.ofNanos(System.nanoTime() - start));
        }
      }
    }
    say(
        "  list and search: p50 %.1f ms, p99 %.1f ms, worst %.1f ms of %d (to reach: p99 50 ms)%n",
        all.millis(0.5), all.millis(0.99), all.worst(), all.size());
  }

  private String deepCursor(BenchPlatform platform, String reader) {
    String cursor = "";
    for (int page = 0; page < size.prompts() / 2 / 100; page++) {
      JsonNode next =
          platform
              .registry()
              .get("/v1/prompts?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), reader)
              .path("nextCursor");
      if (next.asString("").isEmpty()) {
        break;
      }
      cursor = next.asString();
    }
    return cursor;
  }

  private void memory(BenchPlatform platform) {
    long process = platform.registryProcess();
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String heap = "?";
    if (Files.exists(jcmd)) {
      output(jcmd.toString(), Long.toString(process), "GC.run");
      heap =
          output(jcmd.toString(), Long.toString(process), "GC.heap_info")
              .lines()
              .filter(line -> line.contains("used"))
              .map(line -> line.strip().replaceAll("\\s+", " "))
              .map(line -> line.replaceAll("\\[.*", "").strip())
              .reduce((a, b) -> a + "; " + b)
              .orElse("?");
    }
    String rss = output("ps", "-o", "rss=", "-p", Long.toString(process)).strip();
    say(
        "  registry process: %,d MB resident; heap after GC: %s%n",
        rss.isEmpty() ? 0 : Long.parseLong(rss) >> 10, heap);
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(
          process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static long bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path made) {
    try {
      Files.writeString(made, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
