package io.sluice.review.news;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.review.notification.Kind;
import io.sluice.review.notification.NotificationService;
import io.sluice.review.rollout.RolloutClient;
import io.sluice.review.rollout.RolloutLine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads on in the histories of rollouts and has people told. */
@ApplicationScoped
public class NewsReconciler {
  private static final String ROLLOUT_SERVICE = "rollout-service";

  /** What is older is no news: after a long silence nobody is flooded. */
  private static final Duration NEWS = Duration.ofDays(1);

  private final NewsStore news;
  private final RolloutClient rollouts;
  private final NotificationService notifications;
  private final Clock clock;
  private final ReconcileLoop loop;
  private volatile boolean schemaReady;

  @Inject
  NewsReconciler(
      NewsStore news,
      RolloutClient rollouts,
      NotificationService notifications,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.news = news;
    this.rollouts = rollouts;
    this.notifications = notifications;
    this.clock = clock;
    this.loop = new ReconcileLoop("rollout-news", this::pass, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.rollout-news.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    return Panache.withSession(news::lastLine)
        .chain(
            last ->
                rollouts
                    .linesAfter(last)
                    .chain(
                        lines ->
                            lines.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : Panache.withTransaction(() -> tell(last, lines))
                                    .chain(this::pass)));
  }

  /** The place and what is told commit together: nothing is left out, nothing is told twice. */
  private Uni<Void> tell(long last, List<RolloutLine> lines) {
    return news.goOn(last, lines.getLast().id())
        .chain(mine -> mine ? InTurn.each(lines, this::tell) : Uni.createFrom().voidItem());
  }

  private Uni<Void> tell(RolloutLine line) {
    Optional<Kind> kind = kind(line.event());
    Instant oldest = clock.instant().minus(NEWS);
    return kind.isEmpty() || line.at().isBefore(oldest)
        ? Uni.createFrom().voidItem()
        : notifications.tell(
            kind.get(),
            line.change(),
            null,
            ROLLOUT_SERVICE,
            "%s@%d in %s: %s"
                .formatted(line.prompt(), line.version(), line.environment(), line.detail()),
            "rollout-line-" + line.id(),
            line.at(),
            line.owner());
  }

  private static Optional<Kind> kind(String event) {
    return switch (event) {
      case "advanced", "watch_started", "completed" -> Optional.of(Kind.STAGE_ADVANCED);
      case "rolling_back" -> Optional.of(Kind.ROLLED_BACK);
      case "held_by_shared_cause" -> Optional.of(Kind.ERROR_SPIKE);
      case "held_by_missing_data" -> Optional.of(Kind.HELD_BY_MISSING_DATA);
      case "inconclusive_too_long" -> Optional.of(Kind.INCONCLUSIVE_TOO_LONG);
      case "decayed" -> Optional.of(Kind.DECAYED);
      case "revert_refused" -> Optional.of(Kind.REVERT_REFUSED);
      default -> Optional.empty();
    };
  }
}
