package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.serving.SnapshotSource.RouteSource;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that this replica serves at a moment; immutable.
 *
 * @param revision of traffic in the database that it was built from, or {@link #UNKNOWN}
 * @param routes by environment, then by prompt; an environment without prompts is there, one that
 *     was never synchronised is not
 * @param notices prompts that are deprecated or archived
 * @param quarantined promotions that never get traffic again, all that were ever learned
 */
record Snapshot(
    long revision,
    Map<String, Map<String, Route>> routes,
    Set<Quarantined> quarantined,
    Map<Place, PromptNotice> notices) {
  /** A prompt in an environment. */
  record Place(String environment, String prompt) {}

  /** Lower than any: what the database says is newer. */
  static final long UNKNOWN = -1;

  static final Snapshot NONE = new Snapshot(UNKNOWN, Map.of(), Set.of(), Map.of());

  boolean isEmpty() {
    return routes.isEmpty();
  }

  @Nullable Route route(String environment, String prompt) {
    Map<String, Route> prompts = routes.get(environment);
    return prompts == null ? null : prompts.get(prompt);
  }

  /** What callers must be told of a prompt; null when it is active. */
  @Nullable PromptNotice notice(String environment, String prompt) {
    return notices.isEmpty() ? null : notices.get(new Place(environment, prompt));
  }

  /**
   * Whether a promotion of the prompt was rolled back; looks at all of them, for rare questions.
   */
  boolean isQuarantined(String environment, String prompt) {
    return quarantined.stream()
        .anyMatch(q -> q.prompt().equals(prompt) && q.environment().equals(environment));
  }

  /** What is or was served in an environment, sorted; null when it was never synchronised. */
  @Nullable List<String> prompts(String environment) {
    Map<String, Route> live = routes.get(environment);
    if (live == null) {
      return null;
    }
    return Stream.of(
            live.keySet().stream(),
            notices.keySet().stream()
                .filter(place -> place.environment().equals(environment))
                .map(Place::prompt),
            quarantined.stream()
                .filter(q -> q.environment().equals(environment))
                .map(Quarantined::prompt))
        .flatMap(Function.identity())
        .sorted()
        .distinct()
        .toList();
  }

  Stream<Route> allRoutes() {
    return routes.values().stream().map(Map::values).flatMap(Collection::stream);
  }

  /** What its versions were made of. */
  Map<VersionKey, VersionClaim> claims() {
    return allRoutes()
        .flatMap(Route::versions)
        .map(ServableVersion::claim)
        .collect(Collectors.toMap(VersionClaim::key, Function.identity(), (a, b) -> a));
  }

  /** What it can be built from again; equal for snapshots that serve the same. */
  SnapshotSource source() {
    List<RouteSource> plain =
        allRoutes()
            .map(Route::source)
            .sorted(Comparator.comparing(route -> route.stable().toString()))
            .toList();
    List<VersionClaim> versions =
        allRoutes()
            .flatMap(Route::versions)
            .map(ServableVersion::claim)
            .distinct()
            .sorted(Comparator.comparing(claim -> claim.key().toString()))
            .toList();
    List<PromptNotice> told =
        notices.values().stream()
            .sorted(
                Comparator.comparing(PromptNotice::environment).thenComparing(PromptNotice::prompt))
            .toList();
    return new SnapshotSource(routes.keySet(), plain, versions, quarantined, told);
  }
}
