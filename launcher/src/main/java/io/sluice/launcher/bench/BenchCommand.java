package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.platform.Platform;
import io.sluice.launcher.platform.Progress;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench}: lists the benchmarks that exist, and runs one. */
@Command(
    name = "bench",
    description = {
      "Measures this machine's platform. Without a name: lists what can be measured.",
      "  outcomes  durable reports of outcomes, in batches and one by one, each counted once",
      "  registry  the registry with many prompts: rebuild, sync, search, push, size, memory",
      "  review    the review-service with many changes: reading one, many approvals at once",
      "  serve     fetching prompts over HTTP, beside nginx and a bare route of the same server",
      "  restart   time from nothing running to everything ready, on existing data",
      "  verdict   whole simulated rollouts: false rollbacks, and how soon harm is seen"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String OUTCOMES = "outcomes";
  private static final String REGISTRY = "registry";
  private static final String REVIEW = "review";
  private static final String RESTART = "restart";
  private static final String SERVE = "serve";
  private static final String VERDICT = "verdict";
  private static final int RESTARTS = 5;
  private static final int ROLLOUTS = 2_000;
  private static final int ROUNDS = 5;

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "",
      description = "outcomes, registry, review, serve, restart or verdict")
  private String name = "";

  @Option(
      names = "--runs",
      description =
          "restart: how often, 5 without it; serve: rounds, 5; verdict: rollouts of each row, 2000.")
  private @Nullable Integer runs;

  @Option(names = "--seed", defaultValue = "1", description = "verdict: same seed, same rollouts.")
  private long seed = 1;

  @Option(
      names = "--http",
      defaultValue = "0",
      description =
          "verdict: instead, so many rollouts of three scenarios through HTTP, beside --runs simulated ones.")
  private int http;

  @Option(names = "--prompts", defaultValue = "10000", description = "registry: how many prompts.")
  private int prompts = 10_000;

  @Option(names = "--versions", defaultValue = "5", description = "registry: versions of each.")
  private int versions = 5;

  @Option(
      names = "--per-merge",
      defaultValue = "5",
      description = "registry: prompts that one merge changes; with 1, making the history is slow.")
  private int perMerge = 5;

  @Option(
      names = "--live",
      defaultValue = "60",
      description = "registry: per cent of the prompts that production runs.")
  private int live = 60;

  @Option(names = "--pushes", defaultValue = "20", description = "registry: timed pushes.")
  private int pushes = 20;

  @Option(
      names = "--compare",
      defaultValue = "1000",
      description = "registry: a smaller number of prompts to compare the index sync with.")
  private int compare = 1_000;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "outcomes, serve: length of each measurement.")
  private int seconds = 5;

  @Option(
      names = "--port-base",
      defaultValue = "28081",
      description = "ports of the benchmark's own platform; restart takes yours.")
  private int portBase = 28_081;

  @Option(
      names = "--changes",
      defaultValue = "5000",
      description = "review: change requests in the database.")
  private int changes = 5_000;

  @Option(
      names = "--reviewers",
      defaultValue = "3000",
      description = "review: people who approve one change.")
  private int reviewers = 3_000;

  @Option(names = "--clients", defaultValue = "16", description = "review: how many at a time.")
  private int clients = 16;

  public BenchCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    switch (name) {
      case "" ->
          out.println(
              "Benchmarks:\n  ./sluice bench outcomes\n  ./sluice bench registry\n  ./sluice bench review\n"
                  + "  ./sluice bench serve\n  ./sluice bench restart\n"
                  + "  ./sluice bench verdict");
      case OUTCOMES -> {
        return outcomes(out);
      }
      case REGISTRY -> registry(out);
      case REVIEW -> review(out);
      case SERVE -> {
        return serve(out, runs == null ? ROUNDS : runs);
      }
      case RESTART -> restart(out, runs == null ? RESTARTS : runs);
      case VERDICT -> {
        return verdict(out, runs == null ? ROLLOUTS : runs);
      }
      default ->
          throw new UserError(
              "There is no benchmark '"
                  + name
                  + "'; there are: outcomes, registry, review, serve, restart, verdict");
    }
    return 0;
  }

  private void registry(PrintWriter out) {
    if (prompts < 50 || prompts > 99_999 || versions < 1 || versions > 100) {
      throw new UserError("--prompts must be from 50 to 99999, --versions from 1 to 100.");
    }
    if (perMerge < 1 || perMerge > 500 || live < 0 || live > 100 || pushes < 1 || pushes > 500) {
      throw new UserError(
          "--per-merge must be from 1 to 500, --live from 0 to 100, --pushes from 1 to 500.");
    }
    new RegistryBench(
            machine,
            new BenchHistory.Size(prompts, versions, perMerge, live),
            pushes,
            portBase,
            out)
        .run(compare);
  }

  private void review(PrintWriter out) {
    if (changes < 10 || changes > 99_999 || reviewers < 1 || reviewers > 100_000) {
      throw new UserError("--changes must be from 10 to 99999, --reviewers from 1 to 100000.");
    }
    if (clients < 1 || clients > 200) {
      throw new UserError("--clients must be from 1 to 200.");
    }
    ReviewBench.run(machine, portBase, changes, reviewers, clients, out);
  }

  private int verdict(PrintWriter out, int rollouts) {
    if (rollouts < 10 || rollouts > 1_000_000) {
      throw new UserError("--runs must be between 10 and 1000000.");
    }
    VerdictBench simulation = new VerdictBench(machine.project(), out);
    if (http == 0) {
      return simulation.run(rollouts, seed);
    }
    if (http < 10 || http > 150) {
      throw new UserError("--http must be from 10 to 150.");
    }
    return new VerdictThroughHttp(machine, portBase, http, seed, out)
        .run(simulation.expected(http, rollouts, seed));
  }

  private int outcomes(PrintWriter out) {
    if (seconds < 1 || seconds > 60) {
      throw new UserError("--seconds must be from 1 to 60.");
    }
    return new OutcomesBench(machine, portBase, seconds, out).run();
  }

  private int serve(PrintWriter out, int rounds) {
    if (rounds < 1 || rounds > 100 || seconds < 1 || seconds > 60) {
      throw new UserError("--runs must be from 1 to 100, --seconds from 1 to 60.");
    }
    return new ServeBench(machine, portBase, rounds, seconds, out).run();
  }

  private void restart(PrintWriter out, int runs) {
    if (runs < 1 || runs > 100) {
      throw new UserError("--runs must be between 1 and 100.");
    }
    out.printf("Restarting everything in %s %d times.%n", machine.home().root(), runs);
    up();
    List<Duration> times = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      if (!Platform.of(machine).down(quiet())) {
        throw new UserError("The platform did not stop.");
      }
      Duration time = up();
      times.add(time);
      out.printf("  run %d: %.1f s%n", run, time.toMillis() / 1000.0);
      out.flush();
    }
    times.sort(null);
    out.printf(
        "median %.1f s, slowest %.1f s, on %d processors%n",
        times.get(runs / 2).toMillis() / 1000.0,
        times.getLast().toMillis() / 1000.0,
        Runtime.getRuntime().availableProcessors());
  }

  private Duration up() {
    long start = System.nanoTime();
    Platform.of(machine).up(quiet());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Progress quiet() {
    return new Progress(new PrintWriter(Writer.nullWriter()));
  }
}
