package io.sluice.review.merge;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks whether what waits for its merge may be merged. Any number of replicas may. */
@ApplicationScoped
public class AutoMergeReconciler {
  private static final Logger LOG = Logger.getLogger(AutoMergeReconciler.class);

  private static final int PAGE = 100;

  private final AutoMergeStore wishes;
  private final AutoMergeService service;
  private final ReconcileLoop loop;
  private volatile boolean schemaReady;

  @Inject
  AutoMergeReconciler(
      AutoMergeStore wishes,
      AutoMergeService service,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.wishes = wishes;
    this.service = service;
    this.loop = new ReconcileLoop("auto-merges", this::pass, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.merge.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    return pageAfter(null);
  }

  /** All of them, page by page: those that wait for long keep no newer one from its turn. */
  private Uni<Void> pageAfter(@Nullable AutoMerge last) {
    return Panache.withSession(() -> wishes.waiting(last, PAGE))
        .chain(
            found ->
                followAll(found)
                    .chain(
                        () ->
                            found.size() < PAGE
                                ? Uni.createFrom().voidItem()
                                : pageAfter(found.getLast())));
  }

  /** One after the other, as asked for; one that fails holds no other one up. */
  private Uni<Void> followAll(List<AutoMerge> waiting) {
    return InTurn.each(
        waiting,
        wish ->
            service
                .follow(wish)
                .onFailure()
                .invoke(e -> LOG.warnf("Change %d waits: %s", wish.change(), e.getMessage()))
                .onFailure()
                .recoverWithNull());
  }
}
