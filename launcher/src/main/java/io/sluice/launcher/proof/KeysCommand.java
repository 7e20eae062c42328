package io.sluice.launcher.proof;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.keys.AttestationKeys;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice keys}: the keys that this machine's attestations are signed with. */
@Command(
    name = "keys",
    description = "Lists, rotates and distrusts the keys that attestations are signed with.",
    footer = {
      "",
      "A rotated key signs within ten seconds, without a restart; what the old one signed still",
      "verifies. Distrust a key only when it was stolen: nothing that it signed is served any more."
    })
public final class KeysCommand implements Runnable {
  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  public KeysCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public void run() {
    print();
  }

  @Command(name = "rotate", description = "Makes a new key and signs with it from now on.")
  int rotate() {
    AttestationKeys.of(machine.home()).rotate();
    return print();
  }

  @Command(name = "distrust", description = "Takes a key out of the trusted ones.")
  int distrust(@Parameters(paramLabel = "KEY-ID") String keyId) {
    AttestationKeys.of(machine.home()).distrust(keyId);
    return print();
  }

  private int print() {
    PrintWriter out = spec.commandLine().getOut();
    AttestationKeys.of(machine.home())
        .list()
        .forEach(key -> out.printf("%-16s %s%n", key.id(), key.signs() ? "signs" : "verifies"));
    out.flush();
    return 0;
  }
}
