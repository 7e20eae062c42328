package io.sluice.rollout.loop;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs background work several times a second, which the scheduler does not: its shortest period is
 * a second. Each run has a Vert.x context of its own, as a database session needs it; a run that is
 * due while the one before is still going on is left out.
 */
@ApplicationScoped
public class Ticker {
  private static final Logger LOG = Logger.getLogger(Ticker.class);

  private final Vertx vertx;
  private final DatabaseGate database;
  private final BackgroundLoop loop;
  private volatile boolean stopped;

  @Inject
  Ticker(Vertx vertx, DatabaseGate database, BackgroundLoop loop) {
    this.vertx = vertx;
    this.database = database;
    this.loop = loop;
  }

  /**
   * Runs work that needs the database from now until the service stops.
   *
   * @return has it run at once, and once more when it is running already
   */
  public Runnable every(Duration period, Supplier<Uni<Void>> work) {
    Turn turn = new Turn(work);
    vertx.setPeriodic(
        period.toMillis(),
        timer -> {
          if (stopped) {
            vertx.cancelTimer(timer);
          } else {
            turn.take();
          }
        });
    return turn::ask;
  }

  /** One piece of work: never twice at once. */
  private final class Turn {
    private final Supplier<Uni<Void>> work;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean asked = new AtomicBoolean();

    Turn(Supplier<Uni<Void>> work) {
      this.work = work;
    }

    void ask() {
      asked.set(true);
      take();
    }

    void take() {
      if (!stopped && database.isOpen() && running.compareAndSet(false, true)) {
        asked.set(false);
        run(work, this::over);
      }
    }

    private void over() {
      running.set(false);
      if (asked.get()) {
        take();
      }
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
  }

  private void run(Supplier<Uni<Void>> work, Runnable over) {
    Context context = VertxContext.createNewDuplicatedContext(loop.context());
    VertxContextSafetyToggle.setContextSafe(context, true);
    context.runOnContext(
        ignored ->
            Uni.createFrom()
                .deferred(() -> work.get())
                .onTermination()
                .invoke(over::run)
                .subscribe()
                .with(done -> {}, e -> LOG.error("A background run failed", e)));
  }
}
