package io.sluice.rollout.loop;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Work that blocks or computes for long, off the event loop. */
public final class Blocking {
  private Blocking() {}

  /**
   * Runs it on a worker thread, beside other such work, and comes back to the caller's Vert.x
   * context, where a database session may be used again.
   */
  public static <T> Uni<T> call(Callable<T> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context context = Vertx.currentContext();
              if (context == null) {
                throw new IllegalStateException("Loops run on a Vert.x context");
              }
              return Uni.createFrom()
                  .completionStage(() -> context.executeBlocking(work, false).toCompletionStage());
            });
  }
}
