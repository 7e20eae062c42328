package io.sluice.review.obligation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.review.breakglass.BrokenGlass;
import io.sluice.review.breakglass.BrokenGlass.State;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Looks whether what landed without approval was reviewed, or has to go. */
@ApplicationScoped
public class ObligationReconciler {
  private static final Logger LOG = Logger.getLogger(ObligationReconciler.class);

  /** More emergencies at once than these wait for their turn. */
  private static final int MAX_PER_PASS = 200;

  private static final String GAUGE = "sluice_broken_glasses";

  private final BrokenGlassStore glasses;
  private final ObligationService service;
  private final ReconcileLoop loop;
  private final AtomicInteger owed = new AtomicInteger();
  private final AtomicInteger rollingBack = new AtomicInteger();
  private volatile boolean schemaReady;

  @Inject
  ObligationReconciler(
      BrokenGlassStore glasses,
      ObligationService service,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.glasses = glasses;
    this.service = service;
    this.loop = new ReconcileLoop("broken-glasses", this::pass, clock, metrics);
    metrics.gauge(GAUGE, List.of(Tag.of("state", "owed")), owed);
    metrics.gauge(GAUGE, List.of(Tag.of("state", "rolling-back")), rollingBack);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.break-glass.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    return Panache.withSession(() -> glasses.unsettled(MAX_PER_PASS))
        .invoke(
            found -> {
              owed.set(count(found, State.OWED));
              rollingBack.set(count(found, State.ROLLING_BACK));
            })
        .chain(found -> InTurn.each(found, this::settle));
  }

  private static int count(List<BrokenGlass> found, State state) {
    return (int) found.stream().filter(glass -> glass.state() == state).count();
  }

  /** One that fails holds no other one up. */
  private Uni<Void> settle(BrokenGlass glass) {
    return service
        .settle(glass)
        .onFailure()
        .invoke(e -> LOG.warnf("Broken glass of change %d: %s", glass.change(), e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }
}
