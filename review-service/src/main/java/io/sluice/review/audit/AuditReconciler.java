package io.sluice.review.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.review.attestation.SigningKeyService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Gives entries their place in the chain, one replica at a time; takes over what the timeline knew
 * before there was a log; notices a rotated key, and rows that nobody wrote.
 */
@ApplicationScoped
public class AuditReconciler {
  private static final Logger LOG = Logger.getLogger(AuditReconciler.class);
  private static final int BATCH = 200;
  private static final int MAX_NAMED = 100;
  private static final String SERVICE = "review-service";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AuditStore entries;
  private final AuditService audit;
  private final SigningKeyService keys;
  private final Clock clock;
  private final ReconcileLoop chain;
  private final ReconcileLoop rotation;
  private final ReconcileLoop forgeries;
  private final AtomicInteger forged;
  private volatile boolean schemaReady;
  private volatile boolean started;
  private volatile Set<String> reported = Set.of();

  @Inject
  AuditReconciler(
      AuditStore entries,
      AuditService audit,
      SigningKeyService keys,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.entries = entries;
    this.audit = audit;
    this.keys = keys;
    this.clock = clock;
    this.chain = new ReconcileLoop("audit-chain", this::chain, clock, metrics);
    this.rotation = new ReconcileLoop("signing-key", this::rotate, clock, metrics);
    this.forgeries = new ReconcileLoop("forged-rows", this::look, clock, metrics);
    this.forged = metrics.gauge("sluice_forged_rows", new AtomicInteger());
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.audit.chain-poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> pollChain() {
    return schemaReady ? chain.run() : Uni.createFrom().voidItem();
  }

  @Scheduled(
      every = "{sluice.attestation.signing-key-poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> pollKey() {
    return schemaReady ? rotation.run() : Uni.createFrom().voidItem();
  }

  @Scheduled(
      every = "{sluice.audit.forgery-poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> pollForgeries() {
    return schemaReady && started ? forgeries.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> chain() {
    return (started ? Uni.createFrom().voidItem() : takeOver()).chain(this::chainBatch);
  }

  /** Until all of the timeline is in the log, and the log says that it began. */
  private Uni<Void> takeOver() {
    return Panache.withTransaction(
            () ->
                entries
                    .lockChain()
                    .chain(mine -> mine ? takeOverBatch() : Uni.createFrom().item(true)))
        .chain(over -> over ? Uni.createFrom().voidItem() : takeOver());
  }

  private Uni<Boolean> takeOverBatch() {
    return entries
        .hasStarted()
        .chain(
            has -> {
              if (has) {
                started = true;
                return Uni.createFrom().item(true);
              }
              return entries
                  .missingFromTimeline(BATCH)
                  .chain(missing -> recordAll(missing).replaceWith(missing.size() < BATCH))
                  .call(
                      last ->
                          last
                              ? audit.record(
                                  AuditEvent.ofService(
                                      AuditEvent.STARTED,
                                      SERVICE,
                                      clock.instant(),
                                      "Everything is recorded and sealed from here on."))
                              : Uni.createFrom().voidItem());
            });
  }

  private Uni<Void> recordAll(List<AuditEvent> events) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (AuditEvent event : events) {
      all = all.chain(() -> audit.record(event));
    }
    return all;
  }

  private Uni<Void> chainBatch() {
    return Panache.withTransaction(
            () ->
                entries
                    .lockChain()
                    .chain(mine -> mine ? linkBatch() : Uni.createFrom().item(false)))
        .chain(more -> more ? chainBatch() : Uni.createFrom().voidItem());
  }

  private Uni<Boolean> linkBatch() {
    return entries
        .head()
        .chain(
            head ->
                entries
                    .unchained(BATCH)
                    .chain(
                        waiting -> {
                          Uni<Void> all = Uni.createFrom().voidItem();
                          long sequence = head.sequence();
                          String previous = head.hash();
                          for (AuditStore.Unchained entry : waiting) {
                            AuditLink link = link(++sequence, previous, entry);
                            previous = link.hash();
                            all = all.chain(() -> entries.addLink(entry.id(), link));
                          }
                          return all.replaceWith(waiting.size() == BATCH);
                        }));
  }

  private static AuditLink link(long sequence, String previous, AuditStore.Unchained entry) {
    try {
      return AuditLink.after(sequence, previous, entry.seal(), JSON.readTree(entry.content()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Audit entry " + entry.id() + " is not JSON", e);
    }
  }

  private Uni<Void> rotate() {
    Context caller = Vertx.currentContext();
    return Uni.createFrom()
        .item(keys::refresh)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .emitOn(work -> caller.runOnContext(ignored -> work.run()))
        .chain(this::recordRotation);
  }

  private Uni<Void> recordRotation(Optional<SigningKeyService.Rotation> found) {
    if (found.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    SigningKeyService.Rotation rotation = found.get();
    LOG.infof(
        "Attestations are signed with key '%s' from now on, no longer '%s'",
        rotation.to(), rotation.from());
    return Panache.withTransaction(
        () ->
            audit.record(
                AuditEvent.ofService(
                    AuditEvent.KEY_ROTATED,
                    SERVICE,
                    clock.instant(),
                    "Key '%s' signs, no longer '%s'.".formatted(rotation.to(), rotation.from()))));
  }

  private Uni<Void> look() {
    return Panache.withSession(() -> entries.unwitnessed(MAX_NAMED))
        .invoke(
            found -> {
              forged.set(found.size());
              found.stream()
                  .filter(row -> !reported.contains(row))
                  .forEach(
                      row ->
                          LOG.errorf(
                              "The database says: %s; but it never happened here. Somebody wrote"
                                  + " into the database",
                              row));
              reported = new HashSet<>(found);
            })
        .replaceWithVoid();
  }
}
