package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is built from, as the database or the disk has it: nothing here is believed yet.
 *
 * @param environments those that have been synchronised
 * @param notices prompts that are deprecated or archived
 */
record SnapshotSource(
    Set<String> environments,
    List<RouteSource> routes,
    List<VersionClaim> versions,
    Set<Quarantined> quarantined,
    List<PromptNotice> notices) {
  SnapshotSource {
    environments = Set.copyOf(environments);
    routes = List.copyOf(routes);
    versions = List.copyOf(versions);
    quarantined = Set.copyOf(quarantined);
    // A file of a version before there were notices has none.
    notices = List.copyOf(Objects.requireNonNullElse(notices, List.of()));
  }

  /** The same with other promotions that must not be served. */
  SnapshotSource without(Set<Quarantined> others) {
    return new SnapshotSource(environments, routes, versions, others, notices);
  }

  /** One route by the names of its versions. */
  record RouteSource(
      long rollout,
      int stage,
      int candidateBuckets,
      VersionKey stable,
      @Nullable VersionKey candidate) {}
}
