package io.sluice.rollout.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.util.concurrent.EventExecutor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.rollout.RegistryStandIn;
import io.sluice.testkit.TestPlatform;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class TickerTest {
  private static final int PATIENCE_SECONDS = 30;

  @Inject Ticker ticker;
  @Inject Vertx vertx;
  @Inject Pool pool;

  @Test
  void backgroundRunsStayOffTheLoopsThatServe() throws Exception {
    CompletableFuture<Thread> start = new CompletableFuture<>();
    CompletableFuture<Thread> afterQuery = new CompletableFuture<>();

    ticker.every(
        Duration.ofMillis(50),
        () -> {
          start.complete(Thread.currentThread());
          return pool.query("SELECT 1")
              .execute()
              .invoke(() -> afterQuery.complete(Thread.currentThread()))
              .replaceWithVoid();
        });

    Thread background = start.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertEquals(background, afterQuery.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    for (EventExecutor serving : vertx.nettyEventLoopGroup()) {
      assertFalse(serving.inEventLoop(background), "a fetch would wait for it");
    }
  }
}
