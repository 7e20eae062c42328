package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * JGit's side of a push: unfolds the pack in quarantine, checks every object, and moves refs, all
 * or none. What it would say to the client is dropped; {@link PushReport} says it.
 */
final class PushReceive extends ReceivePack {
  private final Quarantine quarantine;
  private final PushRequest request;
  private final PushTurns turns;
  private final ForwardedPush forwarded;
  private final Function<Map<String, Optional<byte[]>>, List<Finding>> more;
  private final Runnable accepted;
  private List<Finding> findings = List.of();
  private List<Finding> warnings = List.of();

  /**
   * @param more checks of changed files that need more than the repository
   * @param accepted called when nothing is wrong, before any object or ref is let in
   */
  PushReceive(
      Quarantine quarantine,
      PushRequest request,
      PersonIdent pusher,
      PushTurns turns,
      ForwardedPush forwarded,
      Function<Map<String, Optional<byte[]>>, List<Finding>> more,
      Runnable accepted) {
    super(quarantine.repository());
    this.quarantine = quarantine;
    this.request = request;
    this.turns = turns;
    this.forwarded = forwarded;
    this.more = more;
    this.accepted = accepted;
    setBiDirectionalPipe(false);
    setAllowCreates(true);
    setAllowDeletes(true);
    setAllowNonFastForwards(true);
    setAllowPushOptions(true);
    setMaxPackSizeLimit(PushAttempt.MAX_PACK_BYTES);
    setMaxObjectSizeLimit(PackScan.MAX_OBJECT_BYTES);
    setMaxCommandBytes(PushRequest.MAX_BYTES);
    setObjectChecker(
        new ObjectChecker()
            .setSafeForWindows(true)
            .setSafeForMacOS(true)
            .setAllowInvalidPersonIdent(false));
    connectivityChecker = new NewObjects(quarantine.main());
    setRefFilter(GitPush::visible);
    setRefLogIdent(pusher);
    setPreReceiveHook((pack, commands) -> check());
  }

  /** What is wrong, once the push was received; empty when every ref moved. */
  List<Finding> findings() {
    return findings;
  }

  /** What is worth a look in a push that is taken. */
  List<Finding> warnings() {
    return warnings;
  }

  @Override
  protected void receivePackAndCheckConnectivity()
      throws IOException, SubmoduleValidationException {
    turns.unfolding.lock();
    try {
      super.receivePackAndCheckConnectivity();
    } finally {
      turns.unfolding.unlock();
    }
  }

  private void check() {
    try {
      PushRules rules = new PushRules(quarantine.repository(), more);
      List<Finding> found = new ArrayList<>();
      for (ReceiveCommand command : getAllCommands()) {
        found.addAll(
            command.getResult() == Result.NOT_ATTEMPTED
                ? rules.check(command)
                : List.of(notMoved(command)));
      }
      warnings = Finding.warnings(found);
      refuse(getAllCommands(), Finding.errors(found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refuse(Collection<ReceiveCommand> commands, List<Finding> why) {
    findings = List.copyOf(why);
    if (!findings.isEmpty()) {
      commands.forEach(
          command -> command.setResult(Result.REJECTED_OTHER_REASON, findings.getFirst().rule()));
    }
  }

  @Override
  protected void executeCommands() {
    List<ReceiveCommand> commands = filterCommands(Result.NOT_ATTEMPTED);
    if (commands.isEmpty()) {
      return;
    }
    turns.moving.lock();
    try {
      move(commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turns.moving.unlock();
    }
  }

  private void move(List<ReceiveCommand> commands) throws IOException {
    List<Finding> moved = new ArrayList<>();
    for (PushRequest.Command command : request.commands()) {
      moved.addAll(BranchPlaces.check(quarantine.repository(), command, request.commands()));
    }
    refuse(commands, moved);
    if (!moved.isEmpty()) {
      return;
    }
    accepted.run();
    try {
      forwarded.send(quarantine.repository(), commands);
    } catch (RemoteException e) {
      refuse(
          commands,
          List.of(
              Finding.inFile(
                  PackScan.PUSH, "git-server", e.getMessage() + " Nothing changed; try again.")));
      return;
    }
    quarantine.release();
    BatchRefUpdate batch = quarantine.repository().getRefDatabase().newBatchUpdate();
    batch.setAllowNonFastForwards(true);
    batch.setAtomic(true);
    batch.setRefLogIdent(getRefLogIdent());
    batch.setRefLogMessage("push", true);
    batch.addCommand(commands);
    batch.execute(getRevWalk(), NullProgressMonitor.INSTANCE);
    forwarded.landed(filterCommands(Result.OK));
    findings =
        commands.stream()
            .filter(command -> command.getResult() != Result.OK)
            .map(PushReceive::notMoved)
            .toList();
  }

  private static Finding notMoved(ReceiveCommand command) {
    return Finding.inFile(
        command.getRefName(),
        "branch-moved",
        "The branch could not be moved ("
            + (command.getMessage() == null ? command.getResult() : command.getMessage())
            + "); 'git fetch' and push again.");
  }
}
