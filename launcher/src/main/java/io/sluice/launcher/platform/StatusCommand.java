package io.sluice.launcher.platform;

import io.sluice.launcher.LocalMachine;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./sluice status}. */
@Command(
    name = "status",
    description = "Says what runs where. Exit code 0 when all is ready, 3 otherwise.")
public final class StatusCommand implements Callable<Integer> {
  public static final int NOT_READY = 3;

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "For scripts.")
  private boolean asJson;

  public StatusCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PlatformStatus status =
        PlatformStatus.of(Platform.of(machine), machine.home().root().toString());
    if (asJson) {
      JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      out.println(json.writeValueAsString(status));
    } else {
      out.println(text(status));
    }
    return status.ready() ? 0 : NOT_READY;
  }

  private static String text(PlatformStatus status) {
    StringBuilder text = new StringBuilder();
    for (PlatformStatus.Part part : status.parts()) {
      String pid = part.pid() == null ? "-" : part.pid().toString();
      text.append("%-17s %-9s %-8s %s%n".formatted(part.name(), part.state(), pid, part.url()));
    }
    text.append("data, keys and logs in ").append(status.home());
    return text.toString();
  }
}
