package io.sluice.registry.git;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;

/** Runs blocking Git work on a worker thread and comes back to the caller's own context. */
@ApplicationScoped
public class GitWork {
  private final Vertx vertx;

  @Inject
  GitWork(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Result of the work; its exception is the failure. */
  public <T> Uni<T> run(Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }
}
