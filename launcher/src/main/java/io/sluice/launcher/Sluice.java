package io.sluice.launcher;

import io.sluice.launcher.bench.BenchCommand;
import io.sluice.launcher.demo.DemoCommand;
import io.sluice.launcher.moving.ExportCommand;
import io.sluice.launcher.moving.ImportCommand;
import io.sluice.launcher.platform.DownCommand;
import io.sluice.launcher.platform.StatusCommand;
import io.sluice.launcher.platform.UpCommand;
import io.sluice.launcher.proof.KeysCommand;
import io.sluice.launcher.proof.VerifyCommand;
import io.sluice.launcher.token.TokenCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Entry point of {@code ./sluice}; the script of that name finds a Java and builds first. */
@Command(
    name = "./sluice",
    mixinStandardHelpOptions = true,
    description = "Sluice on one machine: production prompt management.",
    subcommands = HelpCommand.class)
public final class Sluice {
  private Sluice() {}

  public static void main(String[] arguments) {
    System.exit(commandLine(LocalMachine.current()).execute(arguments));
  }

  /** The whole command line, for {@link #main} and for tests. */
  public static CommandLine commandLine(LocalMachine machine) {
    CommandLine commandLine = new CommandLine(new Sluice());
    commandLine.addSubcommand(new UpCommand(machine));
    commandLine.addSubcommand(new DownCommand(machine));
    commandLine.addSubcommand(new StatusCommand(machine));
    commandLine.addSubcommand(new TokenCommand(machine));
    commandLine.addSubcommand(new ImportCommand(machine));
    commandLine.addSubcommand(new ExportCommand(machine));
    commandLine.addSubcommand(new VerifyCommand(machine));
    commandLine.addSubcommand(new KeysCommand(machine));
    commandLine.addSubcommand(new DemoCommand(machine));
    commandLine.addSubcommand(new BenchCommand(machine));
    commandLine
        .getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().mixinStandardHelpOptions(true));
    commandLine.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          if (failure instanceof UserError) {
            failed.getErr().println(failure.getMessage());
          } else {
            failure.printStackTrace(failed.getErr());
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }
}
