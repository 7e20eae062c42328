package io.sluice.rollout.serving;

import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is built from, as the database or the disk has it: nothing here is believed yet.
 *
 * @param environments those that have been synchronised
 */
record SnapshotSource(
    Set<String> environments,
    List<RouteSource> routes,
    List<VersionClaim> versions,
    Set<Quarantined> quarantined) {
  SnapshotSource {
    environments = Set.copyOf(environments);
    routes = List.copyOf(routes);
    versions = List.copyOf(versions);
    quarantined = Set.copyOf(quarantined);
  }

  /** One route by the names of its versions. */
  record RouteSource(
      long rollout,
      int stage,
      int candidateBuckets,
      VersionKey stable,
      @Nullable VersionKey candidate) {}
}
