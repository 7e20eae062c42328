package io.sluice.launcher.demo;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.platform.Platform;
import io.sluice.launcher.platform.PlatformStatus;
import io.sluice.launcher.standin.StandInServer;
import io.sluice.launcher.token.TokenMint;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice demo}. */
@Command(
    name = "demo",
    description = {
      "Takes a prompt's history through the running platform: real git pushes, real HTTP, real",
      "clocks, and an app that makes conversations all the while. A good version goes to 100%%, a",
      "bad one is caught and rolled back. Exit code 0 only when it all ends as it must.",
      "May be run again: it continues what was interrupted, or takes a fresh prompt id."
    },
    footer = {
      "",
      "SLUICE_MODEL_URL   an OpenAI-compatible endpoint instead of the stand-in model",
      "SLUICE_MODEL_KEY   its key",
      "SLUICE_MODEL_NAME  its name for the model, when it is not the prompt's"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int RATE_OF_STAND_IN = 200;
  private static final int RATE_OF_REAL_MODEL = 10;

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--quick", description = "Three versions and shorter stages: for tests.")
  private boolean quick;

  @Option(
      names = "--rate",
      description = "Conversations per second. Default: 200, or 10 with a real model.")
  private int rate;

  @Option(
      names = "--patience",
      defaultValue = "600",
      description = "Seconds that one rollout may take. Default: 600; a real model needs more.")
  private int patienceSeconds = 600;

  public DemoCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Platform platform = Platform.of(machine);
    requireReady(platform);
    String modelUrl = machine.environment().getOrDefault("SLUICE_MODEL_URL", "");
    boolean standIn = modelUrl.isBlank();
    int perSecond = rate > 0 ? rate : standIn ? RATE_OF_STAND_IN : RATE_OF_REAL_MODEL;
    Timeline timeline = new Timeline(out, coloured());
    try (JsonHttp http = new JsonHttp();
        StandInServer server = StandInServer.start()) {
      timeline.text(banner(standIn ? "" : modelUrl, perSecond));
      ModelClient model =
          standIn
              ? new ModelClient(http, server.url(), "", "")
              : new ModelClient(
                  http,
                  URI.create(modelUrl),
                  machine.environment().getOrDefault("SLUICE_MODEL_KEY", ""),
                  machine.environment().getOrDefault("SLUICE_MODEL_NAME", ""));
      TokenMint mint =
          new TokenMint(PlatformKeys.forTokens(machine.home()).tokenKey(), machine.clock());
      Demo demo =
          new Demo(
              platform.ports(),
              mint,
              Example.in(machine.project()),
              http,
              model,
              timeline,
              new Demo.Settings(quick, perSecond, Duration.ofSeconds(patienceSeconds)));
      return demo.run() ? 0 : 1;
    }
  }

  private void requireReady(Platform platform) {
    PlatformStatus status = PlatformStatus.of(platform, machine.home().root().toString());
    status.parts().stream()
        .filter(part -> !part.ready())
        .findFirst()
        .ifPresent(
            part -> {
              throw new UserError(
                  "The %s is %s. Run ./sluice up first.".formatted(part.name(), part.state()));
            });
  }

  private boolean coloured() {
    return System.console() != null
        && System.console().isTerminal()
        && !machine.environment().containsKey("NO_COLOR");
  }

  private static String banner(String modelUrl, int perSecond) {
    String model =
        modelUrl.isEmpty()
            ? "stand-in: fixed rules that heed the prompt, NOT a language model"
                + " (SLUICE_MODEL_URL sets a real one)"
            : modelUrl;
    return """

        Sluice demo: one prompt, from git push to rollback
          model    %s
          traffic  %d conversations a second by a simulated app, real outcomes"""
        .formatted(model, perSecond);
  }
}
