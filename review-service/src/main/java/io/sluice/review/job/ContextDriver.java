package io.sluice.review.job;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/**
 * Runs work in a Vert.x context of its own: database sessions belong to contexts, and what ends
 * side by side must not share one.
 */
@ApplicationScoped
public class ContextDriver {
  private final Vertx vertx;

  @Inject
  ContextDriver(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Runs work apart from whoever asks for it, from whatever thread. */
  public <T> Uni<T> apart(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(own, true);
              own.runOnContext(
                  ignored ->
                      Uni.createFrom()
                          .deferred(work::get)
                          .subscribe()
                          .with(emitter::complete, emitter::fail));
            });
  }
}
