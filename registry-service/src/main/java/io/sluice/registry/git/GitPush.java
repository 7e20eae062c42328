package io.sluice.registry.git;

import io.quarkus.runtime.StartupEvent;
import io.sluice.registry.format.Finding;
import io.sluice.registry.git.PushListener.Push;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.ReceivedPackStatistics;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The server side of {@code git push}: limits, checks in quarantine, then refs. A refused push
 * leaves nothing behind.
 */
@ApplicationScoped
public class GitPush {
  private static final Logger LOG = Logger.getLogger(GitPush.class);

  static final long MAX_PACK_BYTES = 10L * 1024 * 1024;
  static final long MAX_OBJECT_BYTES = 1024L * 1024;
  static final int MAX_COMMANDS = 20;
  static final int MAX_COMMAND_BYTES = 64 * 1024;
  static final int MAX_OBJECTS = 2_000;
  static final int TIMEOUT_SECONDS = 60;
  static final int MAX_AT_ONCE = 4;
  private static final String PROMOTE_TO = "promote-to=";

  private final GitRepository repository;
  private final PushListener listener;
  private final Clock clock;
  private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);

  @Inject
  GitPush(GitRepository repository, PushListener listener, Clock clock) {
    this.repository = repository;
    this.listener = listener;
    this.clock = clock;
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
    limit(receive, "");
    receive.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
  }

  /**
   * Takes a push.
   *
   * @param subject who pushes, from the token
   * @return the protocol's answer, or empty when too many pushes are under way
   * @throws IOException when the client broke off or sent what is no push
   */
  Optional<byte[]> receive(InputStream in, String subject) throws IOException {
    if (!atOnce.tryAcquire()) {
      return Optional.empty();
    }
    try (Quarantine quarantine = Quarantine.open(repository)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ReceivePack receive = new ReceivePack(quarantine.repository());
      limit(receive, subject);
      receive.setPreReceiveHook(
          (pack, commands) -> checkAndRelease(pack, commands, quarantine, subject));
      receive.setPostReceiveHook((pack, commands) -> tell(pack, commands, subject));
      try {
        receive.receive(in, out, null);
      } catch (UnpackException | PackProtocolException e) {
        // The answer says it in Git's own protocol already; an HTTP error would hide it.
        LOG.infof("Push by %s refused: %s", subject, e.getMessage());
      }
      return Optional.of(out.toByteArray());
    } finally {
      atOnce.release();
    }
  }

  private void limit(ReceivePack receive, String subject) {
    receive.setBiDirectionalPipe(false);
    receive.setTimeout(TIMEOUT_SECONDS);
    receive.setAtomic(true);
    receive.setAllowPushOptions(true);
    receive.setAllowCreates(true);
    receive.setAllowDeletes(true);
    receive.setAllowNonFastForwards(true);
    receive.setMaxPackSizeLimit(MAX_PACK_BYTES);
    receive.setMaxObjectSizeLimit(MAX_OBJECT_BYTES);
    receive.setMaxCommandBytes(MAX_COMMAND_BYTES);
    receive.setObjectChecker(
        new ObjectChecker()
            .setSafeForWindows(true)
            .setSafeForMacOS(true)
            .setAllowInvalidPersonIdent(false));
    receive.setRefFilter(GitPush::visible);
    if (!subject.isEmpty()) {
      receive.setRefLogIdent(Commits.person(subject, clock.instant()));
    }
  }

  /** Refs that a client may see: main and change branches. */
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

  private void checkAndRelease(
      ReceivePack pack,
      Collection<ReceiveCommand> commands,
      Quarantine quarantine,
      String subject) {
    try {
      List<Finding> findings = check(pack, commands, quarantine);
      if (findings.stream().anyMatch(Finding::isError)) {
        refuse(pack, commands, Finding.errors(findings));
        return;
      }
      listener.accepted(pushes(pack, commands, subject));
      quarantine.release();
      Finding.warnings(findings).forEach(warning -> pack.sendMessage("Warning: " + warning));
    } catch (IOException | RuntimeException e) {
      LOG.error("A push could not be checked", e);
      reject(commands, "the registry could not take this push right now; nothing changed, retry");
    }
  }

  private List<Finding> check(
      ReceivePack pack, Collection<ReceiveCommand> commands, Quarantine quarantine)
      throws IOException {
    if (commands.size() > MAX_COMMANDS) {
      return List.of(
          Finding.inFile(".", "too-many-refs", "At most " + MAX_COMMANDS + " branches at once."));
    }
    ReceivedPackStatistics statistics = pack.getReceivedPackStatistics();
    if (statistics != null
        && statistics.getNumWholeTree()
                + statistics.getNumWholeBlob()
                + statistics.getNumWholeCommit()
                + statistics.getNumWholeTag()
                + statistics.getNumDeltaTree()
                + statistics.getNumDeltaBlob()
                + statistics.getNumDeltaCommit()
                + statistics.getNumDeltaTag()
            > MAX_OBJECTS) {
      return List.of(
          Finding.inFile(
              ".", "too-many-objects", "At most " + MAX_OBJECTS + " objects; push less at once."));
    }
    String promoteTo = promoteTo(pack);
    if (promoteTo != null && !promoteTo.matches("[a-z][a-z0-9-]{0,39}")) {
      return List.of(
          Finding.inFile(
              ".", "push-option", "'-o promote-to=' takes the name of an environment, or 'none'."));
    }
    List<Finding> findings = new ArrayList<>();
    PushRules rules = new PushRules(quarantine.repository());
    for (ReceiveCommand command : commands) {
      findings.addAll(rules.check(command));
    }
    return findings;
  }

  private static void refuse(
      ReceivePack pack, Collection<ReceiveCommand> commands, List<Finding> findings) {
    pack.sendMessage("");
    pack.sendMessage("Refused. " + findings.size() + " to mend, then push again:");
    findings.forEach(finding -> pack.sendMessage("  " + finding));
    pack.sendMessage("");
    Finding first = findings.getFirst();
    reject(commands, first.rule() + (first.line() > 0 ? " at " + first.where() : ""));
  }

  private static void reject(Collection<ReceiveCommand> commands, String reason) {
    commands.forEach(command -> command.setResult(Result.REJECTED_OTHER_REASON, reason));
  }

  private void tell(ReceivePack pack, Collection<ReceiveCommand> commands, String subject) {
    for (Push push : pushes(pack, commands, subject)) {
      listener
          .moved(push)
          .ifPresent(
              line -> {
                pack.sendMessage("");
                pack.sendMessage(line);
                pack.sendMessage("");
              });
    }
  }

  private static List<Push> pushes(
      ReceivePack pack, Collection<ReceiveCommand> commands, String subject) {
    return commands.stream()
        .map(
            command ->
                new Push(
                    command.getRefName().substring(Constants.R_HEADS.length()),
                    command.getType() == ReceiveCommand.Type.DELETE
                        ? null
                        : command.getNewId().name(),
                    subject,
                    promoteTo(pack)))
        .toList();
  }

  private static @Nullable String promoteTo(ReceivePack pack) {
    List<String> options = pack.getPushOptions();
    if (options == null) {
      return null;
    }
    return options.stream()
        .filter(option -> option.startsWith(PROMOTE_TO))
        .reduce((first, last) -> last)
        .map(option -> option.substring(PROMOTE_TO.length()))
        .orElse(null);
  }
}
