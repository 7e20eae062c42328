package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.bench.BenchHistory.Size;
import io.sluice.launcher.platform.Service;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code ./sluice bench serve}: authenticated fetches of a prompt with a rollout under way, each
 * for another subject, beside nginx with the same bytes and a route of the same server that does
 * nothing. All of them in turn, several times, on the same processors as the load.
 */
final class ServeBench {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WARM_UP_SECONDS = 8;

  /** Makes an answer of about 2 kB. */
  private static final int LINES = 18;

  private static final BenchPrompt STABLE = new BenchPrompt(0, 1, LINES);
  private static final BenchPrompt CANDIDATE = new BenchPrompt(0, 2, LINES);
  private static final String PATH =
      "/v1/prompts/" + STABLE.id() + "/active?environment=production";

  private final LocalMachine machine;
  private final int portBase;
  private final int rounds;
  private final int seconds;
  private final PrintWriter out;

  ServeBench(LocalMachine machine, int portBase, int rounds, int seconds, PrintWriter out) {
    this.machine = machine;
    this.portBase = portBase;
    this.rounds = rounds;
    this.seconds = seconds;
    this.out = out;
  }

  /** Prints the figures; 0 when all targets are met. */
  int run() {
    requireTools("wrk", "nginx");
    Path root = machine.home().root().resolve("bench").resolve("serve");
    try (BenchPlatform platform = start(root)) {
      String token = platform.token("shop", "app");
      splitTraffic(platform, token);
      byte[] body = fetch(platform, token).body().getBytes(StandardCharsets.UTF_8);
      try (Nginx nginx = new Nginx(folder(root.resolve("nginx")), platform.sparePort(), body)) {
        say(
            "Fetches per subject, %,d bytes, 10 %% of them the candidate; wrk on the same %d"
                + " processors; %d rounds of %d s each%n",
            body.length, Runtime.getRuntime().availableProcessors(), rounds, seconds);
        sayLoad();
        Wrk wrk = new Wrk(root, token);
        ServeFigures figures = measure(platform, nginx, wrk);
        return figures.print(out) ? 0 : 1;
      }
    }
  }

  private BenchPlatform start(Path root) {
    if (Files.exists(root)) {
      platform(root).down(); // an earlier run may have been killed
      remove(root);
    }
    BenchPlatform platform = platform(root);
    BenchHistory.write(
        platform.repository(), new Size(1, 2, 1, 100, LINES), platform.attestations());
    git(platform).must("branch", "second", "main");
    git(platform).must("update-ref", "refs/heads/main", "main~1");
    platform.up();
    return platform;
  }

  private BenchPlatform platform(Path root) {
    return new BenchPlatform(
        machine,
        root,
        portBase,
        List.of(Service.REGISTRY, Service.ROLLOUT),
        Map.of("SLUICE_BENCH_ROUTE", "true"));
  }

  /** The first version is live; a merge promotes the second, and a tenth of the subjects get it. */
  private void splitTraffic(BenchPlatform platform, String token) {
    git(platform).must("update-ref", "refs/heads/main", "second");
    String operator = platform.token("olga", "operator");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!platform
        .rollout()
        .send("/v1/rollouts?state=rolling_out", operator)
        .body()
        .contains("number")) {
      if (System.nanoTime() > deadline) {
        throw new UserError("No rollout of the second version began; see the logs in .sluice.");
      }
      pause();
    }
    fetch(platform, token);
  }

  private static HttpResponse<String> fetch(BenchPlatform platform, String token) {
    HttpResponse<String> answer = platform.rollout().send(PATH + "&subject=conversation-0", token);
    if (answer.statusCode() != 200) {
      throw new UserError("The fetch was answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  private ServeFigures measure(BenchPlatform platform, Nginx nginx, Wrk wrk) {
    String fetch = platform.rollout().url() + PATH;
    String bare = platform.rollout().url() + "/bench/bare?environment=production";
    String file = nginx.url() + "?environment=production";
    String known = '"' + STABLE.digest() + "\", \"" + CANDIDATE.digest() + '"';
    Supplier<Duration> cpu = platform::rolloutCpu;
    wrk.run(fetch, "", ServeFigures.MANY, WARM_UP_SECONDS, cpu);
    wrk.run(bare, "", ServeFigures.MANY, WARM_UP_SECONDS, cpu);
    wrk.run(fetch, known, ServeFigures.MANY, WARM_UP_SECONDS, cpu);
    ServeFigures figures = new ServeFigures();
    for (int round = 0; round < rounds; round++) {
      figures.add(ServeFigures.NGINX, wrk.run(file, "", ServeFigures.MANY, seconds, nginx::cpu));
      figures.add(ServeFigures.BARE, wrk.run(bare, "", ServeFigures.MANY, seconds, cpu));
      figures.add(ServeFigures.FETCH, wrk.run(fetch, "", ServeFigures.MANY, seconds, cpu));
      figures.add(ServeFigures.UNCHANGED, wrk.run(fetch, known, ServeFigures.MANY, seconds, cpu));
      figures.add(ServeFigures.FEW_FETCH, wrk.run(fetch, "", ServeFigures.FEW, seconds, cpu));
    }
    return figures;
  }

  private void sayLoad() {
    double load =
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > 1) {
      say("This machine was busy with something else when it began: load average %.1f%n", load);
    }
  }

  private static void requireTools(String... names) {
    List<String> missing =
        Arrays.stream(names)
            .filter(
                name ->
                    Stream.concat(
                            Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                            Stream.of("/usr/sbin"))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, name))))
            .toList();
    if (!missing.isEmpty()) {
      throw new UserError(
          "This benchmark needs %s. On Debian and Ubuntu: apt-get install %s"
              .formatted(String.join(" and ", missing), String.join(" ", missing)));
    }
  }

  private static BenchGit git(BenchPlatform platform) {
    return new BenchGit(platform.repository(), "");
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UserError("An earlier run's " + root + " cannot be removed: " + e, e);
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
