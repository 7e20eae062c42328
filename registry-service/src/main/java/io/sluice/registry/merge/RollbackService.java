package io.sluice.registry.merge;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.environment.EnvironmentHints;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.git.GitWriter;
import io.sluice.registry.index.CommitReader;
import io.sluice.registry.index.IndexReconciler;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.PromptVersion;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Takes an environment back to a version that was approved for it, as a commit on main. */
@ApplicationScoped
public class RollbackService {
  private static final int MAX_ATTEMPTS = 20;

  private final GitReader git;
  private final GitWriter writer;
  private final GitWork work;
  private final CommitReader contents;
  private final IndexReconciler reconciler;
  private final IndexStore index;
  private final EnvironmentHints hints;

  @Inject
  RollbackService(
      GitReader git,
      GitWriter writer,
      GitWork work,
      CommitReader contents,
      IndexReconciler reconciler,
      IndexStore index,
      EnvironmentHints hints) {
    this.git = git;
    this.writer = writer;
    this.work = work;
    this.contents = contents;
    this.reconciler = reconciler;
    this.index = index;
    this.hints = hints;
  }

  /**
   * Rolls back; asking again changes nothing more.
   *
   * @throws ProblemException 409 when the environment runs a third version by now, 422 when the
   *     target was never approved for it
   */
  Uni<RollbackView> rollBack(RollbackRequest request) {
    return work.run(
            () -> {
              writer.settle();
              return git.mainHead();
            })
        .chain(reconciler::upTo)
        .chain(at -> index.version(request.prompt(), request.toVersion()))
        .chain(target -> requireApproved(request, target))
        .chain(digest -> work.run(() -> commit(request, digest)))
        .call(reconciler::upToMain)
        .invoke(() -> hints.changed(request.environment()))
        .map(RollbackView::new);
  }

  private Uni<String> requireApproved(RollbackRequest request, Optional<PromptVersion> target) {
    if (target.isEmpty()) {
      return Uni.createFrom().failure(() -> neverApproved(request));
    }
    String digest = target.get().digest();
    return index
        .promotion(request.environment(), request.prompt(), request.toVersion(), digest)
        .map(promotion -> promotion.orElseThrow(() -> neverApproved(request)))
        .map(promotion -> digest);
  }

  private String commit(RollbackRequest request, String digest) throws IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      String head = git.mainHead();
      EnvironmentFile now =
          contents
              .environmentFile(head, request.environment(), request.prompt())
              .orElseThrow(() -> neverApproved(request));
      Integer running = now.version();
      if (running != null && running == request.toVersion()) {
        return head;
      }
      if (running == null || running != request.fromVersion()) {
        throw new ProblemException(
            RegistryProblem.SUPERSEDED,
            "%s runs version %s of '%s' by now, not %d: nothing to roll back."
                .formatted(
                    request.environment(), running, request.prompt(), request.fromVersion()));
      }
      EnvironmentFile back =
          new EnvironmentFile(request.prompt(), request.toVersion(), digest, null, now.rollout());
      String path = new RepositoryPath.Environment(request.environment(), request.prompt()).path();
      String commit =
          writer.commitOnMain(
              head,
              Map.of(path, Optional.of(back.bytes())),
              message(request),
              "rollout-service",
              request.at().truncatedTo(ChronoUnit.SECONDS));
      if (writer.advanceMain(head, commit, "roll back " + request.prompt())) {
        return commit;
      }
    }
    throw new ProblemException(
        RegistryProblem.MAIN_MOVED, "Main keeps moving; try the rollback again.");
  }

  private static String message(RollbackRequest request) {
    return """
        Roll back %s in %s: v%d -> v%d

        %s

        Rollback: %s %s %d -> %d
        Rollout: %d
        """
        .formatted(
            request.prompt(),
            request.environment(),
            request.fromVersion(),
            request.toVersion(),
            MergeCommit.oneLine(request.reason()),
            request.environment(),
            request.prompt(),
            request.fromVersion(),
            request.toVersion(),
            request.rollout());
  }

  private static ProblemException neverApproved(RollbackRequest request) {
    return new ProblemException(
        RegistryProblem.ROLLBACK_REFUSED,
        "Version %d of '%s' was never approved for %s; roll back to one that was."
            .formatted(request.toVersion(), request.prompt(), request.environment()));
  }
}
