package io.sluice.registry.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jboss.logging.Logger;

/**
 * Carries one push on to the external Git server: between its checks and the moment its branches
 * move here, nobody else talks about branches with the server. Does nothing when there is none.
 */
final class ForwardedPush implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ForwardedPush.class);

  private final GitRemote remote;
  private final RemoteBranches branches;
  private boolean hasTurn;

  ForwardedPush(GitRemote remote, RemoteBranches branches) {
    this.remote = remote;
    this.branches = branches;
  }

  /**
   * Does on the server what the push does here.
   *
   * @param objects repository that has the pushed objects
   * @throws RemoteException when the server did not do it: then the push must be refused
   */
  void send(Repository objects, Collection<ReceiveCommand> commands) throws RemoteException {
    if (!remote.isSet()) {
      return;
    }
    remote.takeTurn();
    hasTurn = true;
    List<GitRemote.Update> updates = new ArrayList<>();
    for (ReceiveCommand command : commands) {
      boolean delete = command.getType() == ReceiveCommand.Type.DELETE;
      updates.add(
          new GitRemote.Update(
              command.getRefName(), command.getOldId(), delete ? null : command.getNewId()));
    }
    branches.send(objects, updates);
  }

  /** The branches have moved here too. */
  void landed(Collection<ReceiveCommand> commands) {
    if (!hasTurn) {
      return;
    }
    try {
      for (ReceiveCommand command : commands) {
        boolean deleted = command.getType() == ReceiveCommand.Type.DELETE;
        ObjectId now = deleted ? null : command.getNewId();
        branches.inStep(command.getRefName(), now);
      }
    } catch (IOException e) {
      LOG.warn("Bookkeeping of a forwarded push failed; the next pass mends it", e);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    if (hasTurn) {
      hasTurn = false;
      remote.giveTurnBack();
    }
  }
}
