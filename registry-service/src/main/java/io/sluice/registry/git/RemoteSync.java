package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/** One pass of convergence with the external Git server: main first, then the branches. Blocks. */
@ApplicationScoped
public class RemoteSync {
  private final GitRemote remote;
  private final RemoteMain main;
  private final RemoteBranches branches;
  private final ForeignCommits foreign;
  private final GitRepository home;

  /**
   * What a pass found.
   *
   * @param accepted main here, or null when there is none yet
   * @param remoteMain main on the server, or null when there is none
   * @param held what is held back
   */
  public record Report(
      MainState state,
      @Nullable String accepted,
      @Nullable String remoteMain,
      Optional<ForeignCommits.Held> held,
      RemoteBranches.Pass branches) {}

  @Inject
  public RemoteSync(
      GitRemote remote,
      RemoteMain main,
      RemoteBranches branches,
      ForeignCommits foreign,
      GitRepository home) {
    this.remote = remote;
    this.main = main;
    this.branches = branches;
    this.foreign = foreign;
    this.home = home;
  }

  /**
   * Runs a pass.
   *
   * @throws RemoteException when the server does not answer
   */
  public Report run() throws IOException {
    return remote.alone(
        () -> {
          Map<String, ObjectId> server = remote.list();
          MainState state = main.reconcile(server);
          Ref ours = home.jgit().exactRef(GitRepository.MAIN);
          Optional<ForeignCommits.Held> held = Optional.empty();
          if (state instanceof MainState.Foreign(String head, boolean rewound) && ours != null) {
            held = Optional.of(foreign.describe(ours.getObjectId(), ObjectId.fromString(head)));
          }
          RemoteBranches.Pass pass =
              state instanceof MainState.Unrelated
                  ? new RemoteBranches.Pass(List.of(), List.of(), List.of(), false)
                  : branches.pass(server);
          String accepted = ours == null ? null : ours.getObjectId().name();
          String theirs =
              switch (state) {
                case MainState.Foreign f -> f.head();
                case MainState.Unrelated u -> u.head();
                case MainState.InSync s -> accepted;
                case MainState.Absent a -> null;
                case MainState.Behind b -> null;
                case MainState.Own o -> o.next();
              };
          return new Report(state, accepted, theirs, held, pass);
        });
  }
}
