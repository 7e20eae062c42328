package io.sluice.registry.git;

import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The server side of {@code git push}: limits, checks in quarantine, then refs. A refused push
 * leaves nothing behind.
 */
@ApplicationScoped
public class GitPush {
  /** Read and dropped beyond what is kept, for the sake of an answer that git can print. */
  static final long MAX_DROPPED_BYTES = 64L * 1024 * 1024;

  /** What a client may send at all. */
  static final long MAX_SENT_BYTES = PushAttempt.MAX_BODY_BYTES + MAX_DROPPED_BYTES + 1024 * 1024;

  private static final Duration TURN_PATIENCE = Duration.ofSeconds(20);

  private final GitRepository repository;
  private final PushListener listener;
  private final RemoteBranches branches;
  private final Clock clock;
  private final PushBody.Limits limits;
  private final PushSlots slots = new PushSlots(TURN_PATIENCE);
  private final PushTurns turns = new PushTurns();

  @Inject
  GitPush(
      GitRepository repository,
      PushListener listener,
      RemoteBranches branches,
      Clock clock,
      @ConfigProperty(name = "sluice.git.push-timeout", defaultValue = "60s") Duration timeout) {
    this.repository = repository;
    this.listener = listener;
    this.branches = branches;
    this.clock = clock;
    this.limits = new PushBody.Limits(PushAttempt.MAX_BODY_BYTES, MAX_DROPPED_BYTES, timeout);
  }

  void start(@Observes StartupEvent event) throws IOException {
    Quarantine.clean(repository);
  }

  /** Writes what {@code info/refs?service=git-receive-pack} answers. */
  void advertise(OutputStream out) throws IOException {
    PacketLineOut packets = new PacketLineOut(out);
    packets.writeString("# service=git-receive-pack\n");
    packets.end();
    ReceivePack receive = new ReceivePack(repository.jgit());
    receive.setAllowPushOptions(true);
    receive.setRefFilter(GitPush::visible);
    receive.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
  }

  /**
   * Takes a push.
   *
   * @param subject who pushes, from the token
   * @return the protocol's answer
   * @throws ProblemException 408, 413 or 429 for what arrives too slowly, is far too large, or is
   *     too much at once
   * @throws IOException when the client broke off
   */
  byte[] receive(InputStream in, String subject) throws IOException {
    try (PushSlots.Slot sending = slots.send(subject);
        Quarantine quarantine = Quarantine.open(repository)) {
      Path body = quarantine.file("request");
      boolean whole = PushBody.spool(in, body, limits, System::nanoTime);
      try (PushSlots.Slot checking = slots.check();
          ForwardedPush forwarded = branches.forwarding()) {
        return new PushAttempt(quarantine, listener, turns, forwarded, subject, clock.instant())
            .run(body, whole);
      }
    }
  }

  /** Refs that a client may see: main, change branches and the attestations. */
  static Map<String, Ref> visible(Map<String, Ref> refs) {
    Map<String, Ref> visible = new LinkedHashMap<>(refs);
    visible
        .keySet()
        .removeIf(
            name ->
                !name.equals(Constants.HEAD)
                    && !name.equals(GitRepository.MAIN)
                    && !name.equals(GitRepository.ATTESTATIONS)
                    && !name.startsWith(GitRepository.CHANGES));
    return visible;
  }
}
