package io.sluice.rollout.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.loop.Blocking;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.serving.SnapshotReader.Read;
import io.sluice.rollout.version.Refusal.Source;
import io.sluice.rollout.version.Refusals;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps the snapshot equal to the database: four times a second it looks whether traffic changed,
 * and now and then it reads everything again, so that a row changed by hand is noticed. At the
 * start the snapshot comes from disk, before the first request.
 */
@ApplicationScoped
public class SnapshotReconciler {
  private static final Logger LOG = Logger.getLogger(SnapshotReconciler.class);

  private static final Duration EVERY = Duration.ofMillis(250);

  private final Snapshots snapshots;
  private final SnapshotBuilder builder;
  private final SnapshotFile file;
  private final SnapshotReader reader;
  private final Refusals refusals;
  private final Ticker ticker;
  private final Clock clock;
  private final Duration verifyEvery;
  private final ReconcileLoop loop;
  private volatile Instant verifiedAt = Instant.EPOCH;
  private volatile Runnable hint = () -> {};

  @Inject
  SnapshotReconciler(
      Snapshots snapshots,
      SnapshotBuilder builder,
      SnapshotFile file,
      SnapshotReader reader,
      Refusals refusals,
      Ticker ticker,
      Clock clock,
      @ConfigProperty(name = "sluice.serving.verify-every") Duration verifyEvery,
      MeterRegistry metrics) {
    this.snapshots = snapshots;
    this.builder = builder;
    this.file = file;
    this.reader = reader;
    this.refusals = refusals;
    this.ticker = ticker;
    this.clock = clock;
    this.verifyEvery = verifyEvery;
    this.loop = new ReconcileLoop("snapshot", this::pass, clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    SnapshotSource stored = file.read();
    if (stored != null) {
      snapshots.replace(builder.build(Snapshot.UNKNOWN, stored, Source.DISK, Snapshot.NONE));
      LOG.info("Serving from the snapshot on disk");
    }
    hint = ticker.every(EVERY, loop::run);
  }

  /** Makes the next look come at once. */
  void hint() {
    hint.run();
  }

  /** Makes this replica route by what the database says now; fails when it could not. */
  public Uni<Void> refresh() {
    Map<VersionKey, VersionClaim> known = new HashMap<>(snapshots.current().claims());
    known.keySet().removeAll(refusals.keys(Source.DATABASE));
    return refresh(known);
  }

  /** Whether this replica serves a candidate of that rollout. */
  public boolean compares(long rollout) {
    return route(rollout).isPresent();
  }

  /**
   * Takes a rollout's candidate out of this replica's traffic for good, whatever the database says.
   *
   * @return false when this replica serves none of that rollout
   */
  public synchronized boolean takeBack(long rollout) {
    Snapshot before = snapshots.current();
    Optional<ServableVersion> candidate = route(rollout).map(Route::candidate);
    if (candidate.isEmpty()) {
      return false;
    }
    VersionKey key = candidate.get().key();
    Set<Quarantined> quarantined = new HashSet<>(before.quarantined());
    quarantined.add(
        new Quarantined(key.environment(), key.prompt(), candidate.get().digest(), key.change()));
    Snapshot next =
        builder.build(
            before.revision(), before.source().without(quarantined), Source.DATABASE, before);
    keep(next, true);
    snapshots.replace(next);
    return true;
  }

  private Optional<Route> route(long rollout) {
    return snapshots
        .current()
        .allRoutes()
        .filter(route -> route.rollout() == rollout && route.candidate() != null)
        .findAny();
  }

  private Uni<Void> refresh(Map<VersionKey, VersionClaim> known) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Snapshot current = snapshots.current();
              return reader.read(known).chain(read -> Blocking.call(() -> replace(read, current)));
            })
        .replaceWithVoid();
  }

  private Uni<Void> pass() {
    return reader
        .revision()
        .chain(
            revision -> {
              Instant now = clock.instant();
              if (!now.isBefore(verifiedAt.plus(verifyEvery))) {
                return refresh(Map.of()).invoke(() -> verifiedAt = now);
              }
              return revision == snapshots.current().revision()
                  ? Uni.createFrom().voidItem()
                  : refresh();
            });
  }

  /**
   * Disk first, so that what was rolled back is never served again after a restart; but a disk that
   * cannot be written must not keep a bad version in traffic.
   *
   * @param known what was served when reading began
   * @return true when something is served differently than before
   */
  private synchronized boolean replace(Read read, Snapshot known) {
    Snapshot before = snapshots.current();
    if (read.revision() < before.revision()) {
      if (before != known) {
        return false; // a later read was faster
      }
      LOG.errorf(
          "The database went back from traffic revision %d to %d, as after a failover or from a"
              + " backup; this replica follows it",
          before.revision(), read.revision());
    }
    Snapshot next = builder.build(read.revision(), read.source(), Source.DATABASE, before);
    boolean changed = !next.source().equals(before.source());
    if (changed) {
      keep(
          next,
          next.quarantined().size() > before.quarantined().size()
              || !next.notices().equals(before.notices()));
    }
    snapshots.replace(next);
    return changed;
  }

  private void keep(Snapshot next, boolean replaceAll) {
    try {
      file.write(next.source(), replaceAll);
    } catch (IOException e) {
      LOG.errorf("The snapshot cannot be written to disk: %s", e);
    }
  }
}
