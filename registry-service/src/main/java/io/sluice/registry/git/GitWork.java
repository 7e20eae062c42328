package io.sluice.registry.git;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/** Runs blocking Git work on a worker thread and comes back to the caller's own context. */
@ApplicationScoped
public class GitWork {
  private static final Logger LOG = Logger.getLogger(GitWork.class);
  private static final int RETRY_SECONDS = 5;

  private final Vertx vertx;

  @Inject
  GitWork(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Result of the work; its exception is the failure. A disk that cannot be read or written is a
   * 503: further up, an {@link IOException} without a name would be taken for the database's.
   */
  public <T> Uni<T> run(Callable<T> work) {
    return vertx
        .executeBlocking(work, false)
        .onFailure(e -> e instanceof IOException || e instanceof UncheckedIOException)
        .transform(GitWork::unusable);
  }

  private static Throwable unusable(Throwable e) {
    if (e instanceof RemoteException remote) {
      return remote.problem();
    }
    LOG.error("The Git repository cannot be read or written", e);
    return ProblemException.retryLater(
        CommonProblem.UNAVAILABLE,
        "The Git repository cannot be read or written right now. Try again; if it stays, its"
            + " operator finds the reason in the registry's log.",
        RETRY_SECONDS);
  }
}
