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
      "  restart   time from nothing running to everything ready, on existing data"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String RESTART = "restart";

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", arity = "0..1", defaultValue = "", description = "restart")
  private String name = "";

  @Option(names = "--runs", defaultValue = "5", description = "How often; the median counts.")
  private int runs = 5;

  public BenchCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    switch (name) {
      case "" -> out.println("There is one benchmark so far:\n  ./sluice bench restart");
      case RESTART -> restart(out);
      default -> throw new UserError("There is no benchmark '" + name + "'; there is: restart");
    }
    return 0;
  }

  private void restart(PrintWriter out) {
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
