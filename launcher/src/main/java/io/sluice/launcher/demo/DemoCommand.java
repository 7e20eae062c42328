package io.sluice.launcher.demo;

import io.sluice.launcher.LocalMachine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./sluice demo}. */
@Command(name = "demo", description = "demo")
public final class DemoCommand implements Callable<Integer> {
  public DemoCommand(LocalMachine machine) {}

  @Override
  public Integer call() {
    return 0;
  }
}
