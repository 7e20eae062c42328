package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import io.sluice.registry.git.PushListener.Push;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Constants;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One push, from the file that it was spooled to, to the answer. What is cheap to refuse is refused
 * before the pack is unfolded; the pack is unfolded in quarantine; refs move last, all or none.
 */
final class PushAttempt {
  private static final Logger LOG = Logger.getLogger(PushAttempt.class);
  static final long MAX_PACK_BYTES = 10L * 1024 * 1024;
  static final long MAX_BODY_BYTES = MAX_PACK_BYTES + PushRequest.MAX_BYTES;
  private static final int MAX_COMMANDS = 20;
  private static final int MAX_OPTIONS = 10;

  private final Quarantine quarantine;
  private final PushListener listener;
  private final PushTurns turns;
  private final ForwardedPush forwarded;
  private final String subject;
  private final Instant at;

  PushAttempt(
      Quarantine quarantine,
      PushListener listener,
      PushTurns turns,
      ForwardedPush forwarded,
      String subject,
      Instant at) {
    this.forwarded = forwarded;
    this.quarantine = quarantine;
    this.listener = listener;
    this.turns = turns;
    this.subject = subject;
    this.at = at;
  }

  /**
   * Takes the push or refuses it.
   *
   * @param body the request as it was sent
   * @param whole false when the body is only the beginning of what was sent
   * @return the answer in Git's protocol
   */
  byte[] run(Path body, boolean whole) throws IOException {
    PushRequest request = PushRequest.read(beginning(body));
    if (request.isProbe()) {
      return new byte[0];
    }
    try {
      return answer(request, body, whole);
    } catch (IOException | RuntimeException e) {
      LOG.error("A push could not be taken", e);
      return PushReport.failed(request);
    }
  }

  private byte[] answer(PushRequest request, Path body, boolean whole) throws IOException {
    List<Finding> warnings = new ArrayList<>();
    List<Finding> findings = new ArrayList<>(checkRequest(request));
    if (findings.isEmpty() && request.hasPack()) {
      findings.addAll(checkPack(body, request.packAt(), whole));
    }
    if (findings.isEmpty()) {
      findings.addAll(unfold(body, request, warnings));
    }
    if (!findings.isEmpty()) {
      LOG.infof("Push by %s refused: %s", subject, findings.getFirst().rule());
      return PushReport.refused(request, findings);
    }
    List<String> lines = new ArrayList<>();
    for (Push push : pushes(request)) {
      listener.moved(push).ifPresent(lines::add);
    }
    return PushReport.taken(request, warnings, lines);
  }

  private static byte[] beginning(Path body) throws IOException {
    try (InputStream in = Files.newInputStream(body)) {
      return in.readNBytes(PushRequest.MAX_BYTES);
    }
  }

  private List<Finding> checkRequest(PushRequest request) throws IOException {
    if (request.broken() != null) {
      return one(
          "push-protocol",
          "The request cannot be read: "
              + request.broken()
              + ". Push at most "
              + MAX_COMMANDS
              + " branches at once, with an ordinary git client.");
    }
    if (request.commands().size() > MAX_COMMANDS) {
      return one(
          "too-many-refs",
          "It moves "
              + request.commands().size()
              + " branches; at most "
              + MAX_COMMANDS
              + " at once. Push them in groups.");
    }
    if (request.options().size() > MAX_OPTIONS
        || request.promoteTo().filter(to -> !to.matches("[a-z][a-z0-9-]{0,39}")).isPresent()) {
      return one(
          "push-option", "'-o promote-to=' takes the name of an environment, or 'none', once.");
    }
    List<Finding> findings = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (PushRequest.Command command : request.commands()) {
      List<Finding> named = PushRules.checkName(command.ref());
      findings.addAll(named);
      if (!seen.add(command.ref())) {
        findings.add(
            Finding.inFile(
                command.ref(), "ref-twice", "This branch is named twice; name it once."));
      } else if (named.isEmpty()) {
        findings.addAll(BranchPlaces.check(quarantine.repository(), command, request.commands()));
      }
    }
    return findings;
  }

  private static List<Finding> checkPack(Path body, long packAt, boolean whole) throws IOException {
    try (FileChannel file = FileChannel.open(body)) {
      long bytes = Math.max(0, file.size() - packAt);
      if (!whole || bytes > MAX_PACK_BYTES) {
        return one(
            "pack-too-large",
            "It has more than "
                + MAX_PACK_BYTES / (1024 * 1024)
                + " MiB. Push fewer commits or files at once.");
      }
      ByteBuffer pack =
          file.map(FileChannel.MapMode.READ_ONLY, Math.min(packAt, file.size()), bytes);
      return PackScan.check(pack).map(List::of).orElse(List.of());
    }
  }

  private List<Finding> unfold(Path body, PushRequest request, List<Finding> warnings)
      throws IOException {
    PushReceive receive =
        new PushReceive(
            quarantine,
            request,
            Commits.person(subject, at),
            turns,
            forwarded,
            listener::check,
            () -> listener.accepted(pushes(request)));
    try (InputStream in = Files.newInputStream(body)) {
      receive.receive(in, new ByteArrayOutputStream(), null);
      warnings.addAll(receive.warnings());
      return receive.findings();
    } catch (UnpackException e) {
      return List.of(PushFailures.finding(e.getCause()));
    } catch (PackProtocolException e) {
      return one("push-protocol", "The request cannot be read. Use an ordinary git client.");
    }
  }

  private List<Push> pushes(PushRequest request) {
    @Nullable String promoteTo = request.promoteTo().orElse(null);
    return request.commands().stream()
        .map(
            command ->
                new Push(
                    command.ref().substring(Constants.R_HEADS.length()),
                    command.isDelete() ? null : command.to().name(),
                    subject,
                    promoteTo))
        .toList();
  }

  private static List<Finding> one(String rule, String message) {
    return List.of(Finding.inFile(PackScan.PUSH, rule, message));
  }
}
