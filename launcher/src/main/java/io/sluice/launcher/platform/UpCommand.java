package io.sluice.launcher.platform;

import io.sluice.launcher.LocalMachine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice up}. */
@Command(
    name = "up",
    description = {
      "Starts PostgreSQL and the three services, or whatever of them does not run.",
      "They stay in the background; ./sluice down stops them."
    },
    footer = {
      "",
      "SLUICE_HOME       folder for data, keys and logs (default: .sluice in the project)",
      "SLUICE_PORT_BASE  first of the services' ports (default 8081: services 8081 to 8083,",
      "                  management 9081 to 9083, PostgreSQL 5433; 18081 moves all by 10000)"
    })
public final class UpCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--foreground",
      description = "Stay attached; Ctrl-C stops everything that this command started.")
  private boolean foreground;

  public UpCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Platform platform = Platform.of(machine);
    Thread stopOnSignal = new Thread(platform::stopStarted, "stop-on-signal");
    Runtime.getRuntime().addShutdownHook(stopOnSignal);
    out.println("Starting Sluice in " + machine.home().root());
    platform.up(new Progress(out));
    out.println(table(platform));
    out.flush();
    if (foreground) {
      out.println("Ctrl-C stops what this command has started.");
      out.flush();
      while (anythingRuns(platform)) {
        Thread.sleep(LOOK_EVERY);
      }
      out.println("Everything was stopped from elsewhere.");
    }
    platform.keepStarted();
    return 0;
  }

  private static boolean anythingRuns(Platform platform) {
    return platform.postgres().find().isPresent()
        || platform.services().stream().anyMatch(service -> service.find().isPresent());
  }

  private static String table(Platform platform) {
    StringBuilder table = new StringBuilder("\nSluice is up.\n\n");
    for (Service service : Service.all()) {
      table.append(
          "  %-17s %-24s %s%n"
              .formatted(service.fullName(), service.url(platform.ports()), purpose(service)));
    }
    String registry = Service.REGISTRY.url(platform.ports());
    table.append(
        """

          a token    ./sluice token --sub ana --role engineer --team customer-success
          the prompts
                     git -c http.extraHeader="Authorization: Bearer $(./sluice token --sub ana \\
                       --role engineer --team customer-success)" clone %s/git/prompts.git
          the demo   ./sluice demo      (a good version goes live, a bad one takes itself back)
          state      ./sluice status    logs: %s
          stop       ./sluice down
        """
            .formatted(registry, platform.postgres().log().getParent()));
    return table.toString();
  }

  private static String purpose(Service service) {
    return switch (service) {
      case REGISTRY -> "prompts in Git: /git/prompts.git, /v1/prompts";
      case REVIEW -> "change requests: /v1/changes";
      case ROLLOUT -> "what apps fetch: /v1/prompts/{id}/active";
    };
  }
}
