package io.sluice.registry.remote;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.git.GitWriter;
import io.sluice.registry.index.IndexReconciler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Takes held-back commits off the external Git server's main, by a commit that anybody can see. */
@ApplicationScoped
class RevertService {
  private static final int MAX_ATTEMPTS = 5;
  private static final int RETRY_SECONDS = 2;

  private final GitReader git;
  private final GitWriter writer;
  private final GitWork work;
  private final IndexReconciler index;
  private final RemoteReconciler reconciler;
  private final Clock clock;

  @Inject
  RevertService(
      GitReader git,
      GitWriter writer,
      GitWork work,
      IndexReconciler index,
      RemoteReconciler reconciler,
      Clock clock) {
    this.git = git;
    this.writer = writer;
    this.work = work;
    this.index = index;
    this.reconciler = reconciler;
    this.clock = clock;
  }

  /**
   * Reverts whatever is held back; asking again does nothing more.
   *
   * @param operator subject of who asks
   * @throws ProblemException 503 when the server does not answer
   */
  Uni<RevertView> revert(String operator, String reason) {
    return work.run(() -> commit(operator, reason)).call(index::upToMain).call(reconciler::now);
  }

  private RevertView commit(String operator, String reason) throws IOException {
    writer.settle();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      String head = git.mainHead();
      Optional<String> foreign = writer.heldBack();
      if (foreign.isEmpty()) {
        return new RevertView(head, null);
      }
      String commit =
          writer.commitOnMain(
              head,
              Map.of(),
              message(foreign.get(), reason),
              operator,
              clock.instant().truncatedTo(ChronoUnit.SECONDS));
      if (writer.advanceMain(head, commit, "revert foreign commits")) {
        writer.withdrawOffer(foreign.get());
        return new RevertView(commit, foreign.get());
      }
    }
    throw ProblemException.retryLater(
        RegistryProblem.GIT_REMOTE_UNAVAILABLE,
        "Main keeps moving on the Git server; try again.",
        RETRY_SECONDS);
  }

  private static String message(String foreign, String reason) {
    return """
        Revert what was pushed to main past review

        %s

        Reverts-Foreign: %s
        """
        .formatted(reason.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip(), foreign);
  }
}
