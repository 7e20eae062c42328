package io.sluice.review.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.kit.webhook.WebhookClient.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Delivers, each channel in a loop of its own: one that is slow or dead holds up nobody but itself.
 */
@ApplicationScoped
public class NotificationReconciler {
  private static final Logger LOG = Logger.getLogger(NotificationReconciler.class);
  private static final String DELIVERED = "delivered";
  private static final String FAILED = "failed";
  private static final String DEAD = "dead";
  private static final List<String> OUTCOMES = List.of(DELIVERED, FAILED, DEAD);
  private static final int PER_PASS = 10;
  private static final int MAX_OVERDUE = 100;

  /** Longer than a pass of one channel can take, so that nobody else makes its deliveries. */
  private static final Duration CLAIM = Duration.ofMinutes(3);

  private final DeliveryStore deliveries;
  private final DeliveryDriver driver;
  private final NotificationService notifications;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Scheduler scheduler;
  private final String poll;
  private final Duration overdueAfter;
  private final Map<Channel, ReconcileLoop> loops = new LinkedHashMap<>();
  private final ReconcileLoop overdue;
  private volatile boolean schemaReady;

  @Inject
  NotificationReconciler(
      ChannelService channels,
      DeliveryStore deliveries,
      DeliveryDriver driver,
      NotificationService notifications,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics,
      Scheduler scheduler,
      @ConfigProperty(name = "sluice.notifications.poll") String poll,
      @ConfigProperty(name = "sluice.notifications.overdue-after") Duration overdueAfter) {
    this.scheduler = scheduler;
    this.poll = poll;
    this.deliveries = deliveries;
    this.driver = driver;
    this.notifications = notifications;
    this.clock = clock;
    this.metrics = metrics;
    this.overdueAfter = overdueAfter;
    for (Channel channel : channels.channels()) {
      loops.put(
          channel,
          new ReconcileLoop("notify-" + channel.name(), () -> pass(channel), clock, metrics));
      // There from the start: a rate sees nothing of a series that begins with 1.
      OUTCOMES.forEach(outcome -> counter(channel, outcome));
    }
    this.overdue = new ReconcileLoop("review-overdue", this::remind, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  /** A job for each channel: each has a context, and with it a session, of its own. */
  void start(@Observes StartupEvent started) {
    loops.forEach(
        (channel, loop) ->
            scheduler
                .newJob("notify-" + channel.name())
                .setInterval(poll)
                .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
                .setAsyncTask(at -> schemaReady ? loop.run() : Uni.createFrom().voidItem())
                .schedule());
  }

  @Scheduled(
      every = "{sluice.notifications.overdue-poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> pollOverdue() {
    return schemaReady && !loops.isEmpty() ? overdue.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass(Channel channel) {
    Instant now = clock.instant();
    return Panache.withTransaction(
            () -> deliveries.claim(channel.name(), now, now.plus(CLAIM), PER_PASS))
        .chain(
            due -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (DeliveryStore.Due one : due) {
                all = all.chain(() -> deliver(channel, one));
              }
              return due.size() == PER_PASS ? all.chain(() -> pass(channel)) : all;
            });
  }

  private Uni<Void> deliver(Channel channel, DeliveryStore.Due due) {
    Context caller = Vertx.currentContext();
    return driver
        .deliver(channel, due)
        .emitOn(work -> caller.runOnContext(ignored -> work.run()))
        .chain(outcome -> Panache.withTransaction(() -> note(channel, due, outcome)));
  }

  private Uni<Void> note(Channel channel, DeliveryStore.Due due, Outcome outcome) {
    Instant now = clock.instant();
    return switch (outcome) {
      case Outcome.Delivered delivered -> {
        counter(channel, DELIVERED).increment();
        yield deliveries.delivered(due.id(), now);
      }
      case Outcome.Failed failed -> {
        Optional<Instant> again = Backoff.after(due.attempts()).map(now::plus);
        counter(channel, again.isEmpty() ? DEAD : FAILED).increment();
        if (again.isEmpty()) {
          LOG.errorf(
              "Notification %d to '%s' is given up: %s", due.id(), channel.name(), failed.reason());
        }
        yield deliveries.failed(due.id(), failed.reason(), again.orElse(null), now);
      }
    };
  }

  private Counter counter(Channel channel, String outcome) {
    return metrics.counter("sluice_notifications", "channel", channel.name(), "outcome", outcome);
  }

  private Uni<Void> remind() {
    return Panache.withTransaction(
        () ->
            deliveries
                .overdue(clock.instant().minus(overdueAfter), MAX_OVERDUE)
                .chain(
                    waiting -> {
                      Uni<Void> all = Uni.createFrom().voidItem();
                      for (DeliveryStore.Waiting one : waiting) {
                        all = all.chain(() -> remind(one));
                      }
                      return all;
                    }));
  }

  private Uni<Void> remind(DeliveryStore.Waiting waiting) {
    return notifications.tell(
        Kind.REVIEW_OVERDUE,
        waiting.change(),
        waiting.digest(),
        waiting.author(),
        "Nobody has approved it for " + words(overdueAfter) + ".",
        "overdue-" + waiting.change() + "-" + waiting.revision(),
        clock.instant(),
        null);
  }

  private static String words(Duration duration) {
    return duration.toHours() > 0
        ? duration.toHours() + " hours"
        : duration.toSeconds() + " seconds";
  }
}
