package io.sluice.launcher.platform;

import io.sluice.launcher.LocalMachine;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./sluice down}. */
@Command(
    name = "down",
    description = "Stops the services, then PostgreSQL. Data, keys and logs stay.")
public final class DownCommand implements Callable<Integer> {
  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  public DownCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean stopped = Platform.of(machine).down(new Progress(out));
    out.println(stopped ? "Sluice is down." : "Something still runs: ./sluice status");
    return stopped ? 0 : 1;
  }
}
