package io.sluice.registry.git;

import io.sluice.registry.fuzz.Check;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/** Targets: what a push sends before JGit reads it. */
public final class PushFuzz {
  private PushFuzz() {}

  /** Commands and options are read or the reason is said; the pack starts behind what was read. */
  public static void requests(byte[] data) {
    PushRequest request = PushRequest.read(data);
    Check.that(
        request.packAt() >= 0 && request.packAt() <= data.length, "The pack's place", request);
    Check.that(request.packAt() <= PushRequest.MAX_BYTES, "A bound", request.packAt());
    request
        .commands()
        .forEach(
            command -> {
              Check.that(
                  !command.isDelete() || !command.isCreate(), "A command does one thing", command);
              List<?> named = PushRules.checkName(command.ref());
              Check.that(
                  named.isEmpty() == BranchNames.isChange(name(command.ref())), "A name", command);
              Check.that(command.isFrom(command.from()), "From where it is from", command);
              Check.that(ObjectId.isId(command.to().name()), "An id", command);
            });
    Check.that(!request.isProbe() || !request.hasPack(), "A probe brings nothing", request);
    request.promoteTo().ifPresent(to -> Check.that(!request.options().isEmpty(), "From", to));
  }

  /** A pack is within bounds or is refused with a rule; nothing in it is believed. */
  public static void packs(byte[] data) {
    PackScan.check(ByteBuffer.wrap(data))
        .ifPresent(
            finding -> {
              Check.that(finding.rule().matches("[a-z-]+"), "A rule has a name", finding.rule());
              Check.that(finding.message().length() > 10, "It says what to do", finding);
            });
  }

  private static String name(String ref) {
    return ref.startsWith("refs/heads/") ? ref.substring("refs/heads/".length()) : "";
  }
}
