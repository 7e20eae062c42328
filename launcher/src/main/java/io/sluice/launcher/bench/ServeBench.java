package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code ./sluice bench serve}: authenticated fetches of a prompt with a rollout under way, each
 * for another subject, beside nginx with the same bytes and a route of the same server that does
 * nothing. All of them in turn, several times, on the same processors as the load.
 */
final class ServeBench {
  private static final int WARM_UP_SECONDS = 15;

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
    Tools.require("wrk", "nginx");
    Path root = machine.home().root().resolve("bench").resolve("serve");
    Map<String, String> settings = Map.of("SLUICE_BENCH_ROUTE", "true");
    try (SplitPrompts prompts = new SplitPrompts(machine, root, portBase, settings, 1)) {
      BenchPlatform platform = prompts.platform();
      String token = platform.token("shop", "app");
      byte[] body = prompts.fetch(token, "conversation-0").body().getBytes(StandardCharsets.UTF_8);
      try (Nginx nginx = new Nginx(folder(root.resolve("nginx")), platform.sparePort(), body)) {
        say(
            "Fetches per subject, %,d bytes, 10 %% of them the candidate; wrk on the same %d"
                + " processors; %d rounds of %d s each%n",
            body.length, Runtime.getRuntime().availableProcessors(), rounds, seconds);
        Tools.sayLoad(out);
        Wrk wrk = new Wrk(root, token);
        StolenTime stolen = StolenTime.since();
        ServeFigures figures = measure(platform, nginx, wrk, tags(prompts, token, root));
        boolean met = figures.print(out);
        stolen.print(out);
        return met ? 0 : 1;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A file with the tag that each of wrk's subjects has been answered, one on a line. */
  private static Path tags(SplitPrompts prompts, String token, Path root) throws IOException {
    Path file = root.resolve("tags.txt");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int subject = 1; subject <= Wrk.SUBJECTS; subject++) {
        HttpResponse<String> answer = prompts.fetch(token, "conversation-" + subject);
        out.write(answer.headers().firstValue("ETag").orElse("") + '\n');
      }
    }
    return file;
  }

  private ServeFigures measure(BenchPlatform platform, Nginx nginx, Wrk wrk, Path tags) {
    String fetch = platform.rollout().url() + SplitPrompts.PATH;
    String bare = platform.rollout().url() + "/bench/bare?environment=production";
    String file = nginx.url() + "?environment=production";
    String known = tags.toString();
    Supplier<Duration> cpu = platform::rolloutCpu;
    wrk.run(fetch, "", ServeFigures.MANY, WARM_UP_SECONDS, cpu);
    wrk.run(bare, "", ServeFigures.MANY, WARM_UP_SECONDS, cpu);
    wrk.run(fetch, known, ServeFigures.MANY, WARM_UP_SECONDS, cpu);
    ServeFigures figures = new ServeFigures();
    for (int round = 0; round < rounds; round++) {
      figures.add(ServeFigures.NGINX, wrk.run(file, "", ServeFigures.MANY, seconds, nginx::cpu));
      figures.add(ServeFigures.BARE, wrk.run(bare, "", ServeFigures.MANY, seconds, cpu));
      // These two differ by little, so they take turns in coming first.
      boolean knownFirst = round % 2 == 1;
      for (boolean asKnown : List.of(knownFirst, !knownFirst)) {
        figures.add(
            asKnown ? ServeFigures.UNCHANGED : ServeFigures.FETCH,
            wrk.run(fetch, asKnown ? known : "", ServeFigures.MANY, seconds, cpu));
      }
      figures.add(ServeFigures.FEW_FETCH, wrk.run(fetch, "", ServeFigures.FEW, seconds, cpu));
      figures.add(ServeFigures.FEW_BARE, wrk.run(bare, "", ServeFigures.FEW, seconds, cpu));
      figures.add(ServeFigures.FEW_NGINX, wrk.run(file, "", ServeFigures.FEW, seconds, nginx::cpu));
    }
    return figures;
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
