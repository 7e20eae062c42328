package io.sluice.kit.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one convergence pass at a time and remembers how the last one went. A pass that is asked for
 * while one is under way happens right after it, once, however often it was asked for.
 */
public final class ReconcileLoop {
  private static final Logger LOG = Logger.getLogger(ReconcileLoop.class);

  private enum Phase {
    IDLE,
    RUNNING,
    RUNNING_AND_ASKED_AGAIN
  }

  /**
   * How the loop is doing.
   *
   * @param lastSuccess end of the last pass that went through, or null
   * @param lastError what stopped the last pass, or null when it went through
   */
  public record Status(@Nullable Instant lastSuccess, @Nullable String lastError) {}

  private final String name;
  private final Supplier<Uni<Void>> pass;
  private final Clock clock;
  private final Instant made;
  private final Timer duration;
  private final Counter failures;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
  private volatile Status status = new Status(null, null);

  /**
   * @param name for logs and metrics, kebab case
   * @param pass one idempotent pass; its failure is recorded and the next pass tries again
   */
  public ReconcileLoop(String name, Supplier<Uni<Void>> pass, Clock clock, MeterRegistry metrics) {
    this.name = name;
    this.pass = pass;
    this.clock = clock;
    this.made = clock.instant();
    this.duration = metrics.timer("sluice_reconcile_duration", "loop", name);
    this.failures = metrics.counter("sluice_reconcile_failures", "loop", name);
    metrics.gauge(
        "sluice_reconcile_lag_seconds",
        List.of(Tag.of("loop", name)),
        this,
        ReconcileLoop::lagSeconds);
  }

  /**
   * Runs a pass, or makes the one under way be followed by another. Never fails: a failing pass is
   * in {@link #status()}, in the log and in the metrics.
   *
   * @return completes when the pass that this call started is over; at once if one was under way
   */
  public Uni<Void> run() {
    Phase before =
        phase.getAndUpdate(p -> p == Phase.IDLE ? Phase.RUNNING : Phase.RUNNING_AND_ASKED_AGAIN);
    return before == Phase.IDLE ? onePass() : Uni.createFrom().voidItem();
  }

  /** How the last pass went. */
  public Status status() {
    return status;
  }

  private Uni<Void> onePass() {
    Instant start = clock.instant();
    return Uni.createFrom()
        .deferred(() -> pass.get())
        .onItem()
        .invoke(() -> succeeded(start))
        .onFailure()
        .invoke(this::failed)
        .onFailure()
        .recoverWithNull()
        .chain(this::again);
  }

  private Uni<Void> again() {
    Phase before = phase.getAndUpdate(p -> p == Phase.RUNNING ? Phase.IDLE : Phase.RUNNING);
    return before == Phase.RUNNING_AND_ASKED_AGAIN ? onePass() : Uni.createFrom().voidItem();
  }

  private void succeeded(Instant start) {
    Instant end = clock.instant();
    if (status.lastError() != null) {
      LOG.infof("%s: converged again", name);
    }
    status = new Status(end, null);
    duration.record(Duration.between(start, end));
  }

  private void failed(Throwable e) {
    String error = String.valueOf(e.getMessage());
    Status before = status;
    status = new Status(before.lastSuccess(), error);
    if (!error.equals(before.lastError())) {
      LOG.warnf(e, "%s: pass failed, will try again", name);
    }
    failures.increment();
  }

  /** Since the last pass that went through; before the first, since this loop is there. */
  private double lagSeconds() {
    Instant since = Objects.requireNonNullElse(status.lastSuccess(), made);
    return Duration.between(since, clock.instant()).toMillis() / 1000.0;
  }
}
