package io.sluice.kit.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Brings answers of other services back to where they were asked for. They arrive wherever the HTTP
 * client read them, and database sessions belong to the Vert.x context that asked.
 */
public final class CallersContext {
  private CallersContext() {}

  /** The same call, with its outcome on the caller's context. */
  public static <T> Uni<T> resume(Uni<T> call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context caller = Vertx.currentContext();
              return caller == null
                  ? call
                  : call.emitOn(task -> caller.runOnContext(ignored -> task.run()));
            });
  }
}
