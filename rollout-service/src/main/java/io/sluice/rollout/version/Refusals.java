package io.sluice.rollout.version;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.rollout.version.Refusal.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What this replica refuses to serve, and why. Every refusal is logged as an error once, counted,
 * and stays visible until the version is seen to be approved or is no longer asked for.
 */
@ApplicationScoped
public class Refusals {
  private static final Logger LOG = Logger.getLogger(Refusals.class);

  private record Place(VersionKey key, Source source) {}

  private final Map<Place, Refusal> refused = new ConcurrentHashMap<>();
  private final Clock clock;
  private final MeterRegistry metrics;

  @Inject
  Refusals(Clock clock, MeterRegistry metrics) {
    this.clock = clock;
    this.metrics = metrics;
    metrics.gaugeMapSize("sluice_versions_refused", List.of(), refused);
  }

  /** Records a refusal. */
  public void refuse(VersionKey key, Source source, String reason) {
    Place place = new Place(key, source);
    Refusal known = refused.get(place);
    if (known != null && known.reason().equals(reason)) {
      return;
    }
    refused.put(place, new Refusal(key, source, reason, clock.instant()));
    String from = source.name().toLowerCase(Locale.ROOT);
    metrics.counter("sluice_version_refusals", "source", from).increment();
    LOG.errorf("Refused %s from the %s: %s", key, from, reason);
  }

  /** Reports a stored version that was changed by somebody else and has been set right. */
  public void repaired(VersionKey key) {
    metrics.counter("sluice_version_repairs").increment();
    LOG.errorf("The stored row of %s was changed by somebody else; it was set right", key);
  }

  /** Forgets the refusals of an environment from one source that no longer hold. */
  public void retain(String environment, Source source, List<VersionKey> stillRefused) {
    refused
        .keySet()
        .removeIf(
            place ->
                place.source() == source
                    && place.key().environment().equals(environment)
                    && !stillRefused.contains(place.key()));
  }

  /** Whether anything of an environment is refused. */
  public boolean any(String environment) {
    return refused.keySet().stream().anyMatch(at -> at.key().environment().equals(environment));
  }

  /** What is refused from one source: only reading it again there can say otherwise. */
  public Set<VersionKey> keys(Source source) {
    return refused.keySet().stream()
        .filter(at -> at.source() == source)
        .map(Place::key)
        .collect(Collectors.toSet());
  }

  /** All current refusals, in a stable order. */
  public List<Refusal> current() {
    return refused.values().stream()
        .sorted(
            Comparator.comparing((Refusal r) -> r.key().environment())
                .thenComparing(r -> r.key().prompt())
                .thenComparingInt(r -> r.key().version())
                .thenComparingLong(r -> r.key().change())
                .thenComparing(Refusal::source))
        .toList();
  }
}
