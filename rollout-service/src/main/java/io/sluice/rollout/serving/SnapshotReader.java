package io.sluice.rollout.serving;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.rollout.desired.NoticeStore;
import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.desired.SyncStore;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.lifecycle.Target;
import io.sluice.rollout.lifecycle.Traffic;
import io.sluice.rollout.rollout.QuarantineStore;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.serving.SnapshotSource.RouteSource;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import io.sluice.rollout.version.VersionStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads from the database what a snapshot is built from. */
@ApplicationScoped
public class SnapshotReader {
  private final Pool pool;
  private final RolloutStore rollouts;
  private final QuarantineStore quarantine;
  private final VersionStore versions;
  private final SyncStore syncs;
  private final NoticeStore notices;

  @Inject
  SnapshotReader(
      Pool pool,
      RolloutStore rollouts,
      QuarantineStore quarantine,
      VersionStore versions,
      SyncStore syncs,
      NoticeStore notices) {
    this.pool = pool;
    this.rollouts = rollouts;
    this.quarantine = quarantine;
    this.versions = versions;
    this.syncs = syncs;
    this.notices = notices;
  }

  /** Rises whenever traffic may go differently than before. */
  Uni<Long> revision() {
    return pool.preparedQuery("SELECT revision FROM traffic_revision")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** A source and the revision it is at least as new as. */
  record Read(long revision, SnapshotSource source) {}

  /**
   * One after the other; the revision first, so that a change in between makes another pass.
   *
   * @param known versions that need not be read again
   */
  Uni<Read> read(Map<VersionKey, VersionClaim> known) {
    return revision().chain(revision -> Panache.withSession(() -> read(revision, known)));
  }

  private Uni<Read> read(long revision, Map<VersionKey, VersionClaim> known) {
    return Uni.combine()
        .all()
        .unis(syncs.environments(), quarantine.all(), notices.all(), rollouts.newestOfEveryPrompt())
        .usingConcurrencyOf(1)
        .asTuple()
        .chain(
            found ->
                withVersions(
                    revision,
                    found.getItem1(),
                    found.getItem2(),
                    found.getItem3(),
                    found.getItem4().entrySet().stream()
                        .map(newest -> route(newest.getKey(), newest.getValue()))
                        .filter(r -> found.getItem1().contains(r.stable().environment()))
                        .toList(),
                    known));
  }

  private Uni<Read> withVersions(
      long revision,
      Set<String> environments,
      Set<Quarantined> quarantined,
      List<PromptNotice> told,
      List<RouteSource> routes,
      Map<VersionKey, VersionClaim> known) {
    List<VersionKey> named =
        routes.stream()
            .flatMap(route -> Stream.of(route.stable(), route.candidate()))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return versions
        .claims(named.stream().filter(key -> !known.containsKey(key)).toList())
        .map(
            read -> {
              List<VersionClaim> claims = new ArrayList<>(read);
              named.stream().map(known::get).filter(Objects::nonNull).forEach(claims::add);
              return new Read(
                  revision, new SnapshotSource(environments, routes, claims, quarantined, told));
            });
  }

  private static RouteSource route(long number, Rollout rollout) {
    Target target = rollout.target();
    Traffic traffic = rollout.traffic();
    PromptVersion candidate = traffic.candidate();
    return new RouteSource(
        candidate == null ? 0 : number,
        traffic.stage(),
        traffic.candidateBuckets(),
        key(target, traffic.stable()),
        candidate == null ? null : key(target, candidate));
  }

  private static VersionKey key(Target target, PromptVersion version) {
    return new VersionKey(
        target.environment(), target.prompt(), version.version(), version.change());
  }
}
