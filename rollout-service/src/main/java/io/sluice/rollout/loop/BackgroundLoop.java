package io.sluice.rollout.loop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of background work. A pass over the database can compute for milliseconds; on one
 * of Vert.x' own loops, all connections of that loop would wait for it.
 */
@ApplicationScoped
class BackgroundLoop {
  private static final long WARN_AFTER_SECONDS = 2;

  private final EventLoopGroup group =
      new NioEventLoopGroup(
          1,
          (Runnable task) ->
              VertxThreadFactory.INSTANCE.newVertxThread(
                  task, "background-loop", false, WARN_AFTER_SECONDS, TimeUnit.SECONDS));

  private final Context context;

  @Inject
  BackgroundLoop(Vertx vertx) {
    this.context =
        ((VertxInternal) vertx)
            .createEventLoopContext(
                group.next(), null, Thread.currentThread().getContextClassLoader());
  }

  /** To be duplicated for each run; database connections opened from it are served by this loop. */
  Context context() {
    return context;
  }

  @PreDestroy
  void stop() {
    group.shutdownGracefully();
  }
}
