package io.sluice.rollout.serving;

import io.sluice.rollout.serving.SnapshotSource.RouteSource;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Salt;
import io.sluice.rollout.split.Unit;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How calls for one prompt are answered.
 *
 * @param rollout number of the rollout that compares two versions; 0 when there is only one
 * @param stage of that rollout, counted from 1; 0 when there is only one version
 * @param candidateBuckets of 10,000 buckets, the first so many get the candidate
 */
record Route(
    String environment,
    String prompt,
    long rollout,
    int stage,
    int candidateBuckets,
    ServableVersion stable,
    @Nullable ServableVersion candidate,
    @Nullable Salt salt) {

  static Route only(ServableVersion version) {
    return new Route(
        version.key().environment(), version.key().prompt(), 0, 0, 0, version, null, null);
  }

  static Route split(
      long rollout,
      int stage,
      int candidateBuckets,
      ServableVersion stable,
      ServableVersion candidate) {
    return new Route(
        stable.key().environment(),
        stable.key().prompt(),
        rollout,
        stage,
        candidateBuckets,
        stable,
        candidate,
        new Salt(stable.key().environment(), stable.key().prompt(), candidate.digest()));
  }

  /** Its versions, one or two. */
  Stream<ServableVersion> versions() {
    return Stream.of(stable, candidate).filter(Objects::nonNull);
  }

  /** What it can be built from again. */
  RouteSource source() {
    return new RouteSource(
        rollout, stage, candidateBuckets, stable.key(), candidate == null ? null : candidate.key());
  }

  /** The unit that a subject is here; null while there is only one version. */
  @Nullable Unit unit(String subject) {
    return salt == null ? null : salt.unit(subject);
  }

  Arm arm(Unit unit) {
    return candidate == null ? Arm.STABLE : unit.arm(candidateBuckets);
  }

  ServableVersion version(Arm arm) {
    return arm == Arm.CANDIDATE && candidate != null ? candidate : stable;
  }
}
