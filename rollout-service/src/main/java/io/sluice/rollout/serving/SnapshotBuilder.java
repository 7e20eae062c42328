package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.serving.Snapshot.Place;
import io.sluice.rollout.serving.SnapshotSource.RouteSource;
import io.sluice.rollout.version.ApprovalVerifier;
import io.sluice.rollout.version.Refusal.Source;
import io.sluice.rollout.version.Refusals;
import io.sluice.rollout.version.UnapprovedVersionException;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a snapshot from stored routes and versions. A version is verified unless the snapshot
 * before has it with the very same bytes. A prompt whose stored version cannot be believed keeps
 * what it served before.
 */
@ApplicationScoped
public class SnapshotBuilder {
  private final ApprovalVerifier verifier;
  private final Refusals refusals;

  @Inject
  SnapshotBuilder(ApprovalVerifier verifier, Refusals refusals) {
    this.verifier = verifier;
    this.refusals = refusals;
  }

  /**
   * The next snapshot. It never forgets what the one before knew to be quarantined, and a prompt
   * that the source does not have goes on being served as before: missing data takes nothing away.
   */
  Snapshot build(long revision, SnapshotSource source, Source from, Snapshot before) {
    Set<Quarantined> quarantined = new HashSet<>(before.quarantined());
    quarantined.addAll(source.quarantined());
    Pass pass = new Pass(source, from, before, Set.copyOf(quarantined));
    Map<String, Map<String, Route>> routes = new HashMap<>();
    source.environments().forEach(environment -> routes.put(environment, new HashMap<>()));
    before.routes().keySet().forEach(e -> routes.putIfAbsent(e, new HashMap<>()));
    before
        .allRoutes()
        .map(route -> pass.asBefore(route.stable().key()))
        .filter(Objects::nonNull)
        .forEach(route -> put(routes, route));
    for (RouteSource wanted : source.routes()) {
      Route route = pass.route(wanted);
      if (route != null) {
        put(routes, route);
      }
    }
    routes.keySet().forEach(environment -> refusals.retain(environment, from, pass.refused));
    routes.replaceAll((environment, prompts) -> Map.copyOf(prompts));
    return new Snapshot(
        revision, Map.copyOf(routes), Set.copyOf(quarantined), notices(source, before));
  }

  /** Of an environment that the source has not read from Git yet, what was known before stays. */
  private static Map<Place, PromptNotice> notices(SnapshotSource source, Snapshot before) {
    return Stream.concat(
            before.notices().values().stream()
                .filter(notice -> !source.environments().contains(notice.environment())),
            source.notices().stream())
        .collect(
            Collectors.toUnmodifiableMap(
                notice -> new Place(notice.environment(), notice.prompt()),
                Function.identity(),
                (known, read) -> read));
  }

  /** Routes of an environment that was never synchronised whole wait until it is. */
  private static void put(Map<String, Map<String, Route>> routes, Route route) {
    Map<String, Route> prompts = routes.get(route.environment());
    if (prompts != null) {
      prompts.put(route.prompt(), route);
    }
  }

  /** One build: what it reads, and what it refused so far. */
  private final class Pass {
    private final Map<VersionKey, VersionClaim> claims;
    private final Source from;
    private final Snapshot before;
    private final Set<Quarantined> quarantined;
    private final Map<VersionKey, ServableVersion> known;
    private final List<VersionKey> refused = new ArrayList<>();

    Pass(SnapshotSource source, Source from, Snapshot before, Set<Quarantined> quarantined) {
      this.claims =
          source.versions().stream()
              .collect(Collectors.toMap(VersionClaim::key, Function.identity(), (a, b) -> a));
      this.from = from;
      this.before = before;
      this.quarantined = quarantined;
      this.known = versions(before);
    }

    @Nullable Route route(RouteSource wanted) {
      ServableVersion stable = servable(wanted.stable());
      VersionKey candidateKey = wanted.candidate();
      ServableVersion candidate = candidateKey == null ? null : servable(candidateKey);
      if (stable == null) {
        return asBefore(wanted.stable());
      }
      return candidate == null
          ? Route.only(stable)
          : Route.split(
              wanted.rollout(), wanted.stage(), wanted.candidateBuckets(), stable, candidate);
    }

    /** The version, if it may be served; from the snapshot before if what is stored went bad. */
    private @Nullable ServableVersion servable(VersionKey key) {
      VersionClaim claim = claims.get(key);
      ServableVersion served = known.get(key);
      if (served != null && isQuarantined(served)) {
        return null;
      }
      if (served != null && served.claim().equals(claim)) {
        return served;
      }
      try {
        if (claim == null) {
          refuse(key, "It is not stored any more.");
          return served;
        }
        ServableVersion verified = new ServableVersion(verifier.verify(claim));
        return isQuarantined(verified) ? null : verified;
      } catch (UnapprovedVersionException e) {
        refuse(key, String.valueOf(e.getMessage()));
        return served;
      }
    }

    private @Nullable Route asBefore(VersionKey key) {
      Route route = before.route(key.environment(), key.prompt());
      if (route == null || isQuarantined(route.stable())) {
        return null;
      }
      ServableVersion candidate = route.candidate();
      return candidate != null && isQuarantined(candidate) ? Route.only(route.stable()) : route;
    }

    private void refuse(VersionKey key, String reason) {
      refused.add(key);
      refusals.refuse(key, from, reason);
    }

    private boolean isQuarantined(ServableVersion version) {
      return quarantined.contains(
          new Quarantined(
              version.key().environment(),
              version.key().prompt(),
              version.digest(),
              version.key().change()));
    }
  }

  private static Map<VersionKey, ServableVersion> versions(Snapshot snapshot) {
    Map<VersionKey, ServableVersion> versions = new HashMap<>();
    for (Map<String, Route> prompts : snapshot.routes().values()) {
      for (Route route : prompts.values()) {
        versions.put(route.stable().key(), route.stable());
        ServableVersion candidate = route.candidate();
        if (candidate != null) {
          versions.put(candidate.key(), candidate);
        }
      }
    }
    return versions;
  }
}
