package io.sluice.launcher.token;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.keys.PlatformKeys;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice token}: prints one bearer token and nothing else. */
@Command(
    name = "token",
    description = "Prints a bearer token for this machine's platform.",
    footer = {
      "",
      "Examples:",
      "  ./sluice token --sub ana --role engineer --team customer-success",
      "  ./sluice token --sub support-desk --role app --ttl 30d"
    })
public final class TokenCommand implements Callable<Integer> {
  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--sub", required = true, description = "Who the token is for.")
  private String subject = "";

  @Option(
      names = "--role",
      required = true,
      description = "engineer, reviewer, operator, app or service; may repeat.")
  private List<String> roles = List.of();

  @Option(names = "--team", description = "A team the person belongs to; may repeat.")
  private List<String> teams = List.of();

  @Option(
      names = "--ttl",
      defaultValue = "12h",
      description = "How long it lives: at most 12h for people, 90d for apps. Default: 12h.")
  private String ttl = "12h";

  public TokenCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    TokenRequest request = new TokenRequest(subject, roles, teams, Ttl.parse(ttl));
    PlatformKeys keys = PlatformKeys.forTokens(machine.home());
    PrintWriter out = spec.commandLine().getOut();
    out.println(new TokenMint(keys.tokenKey(), machine.clock()).mint(request));
    return 0;
  }
}
