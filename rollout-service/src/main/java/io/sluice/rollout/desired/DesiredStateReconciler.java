package io.sluice.rollout.desired;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.desired.DesiredStateVerifier.Verified;
import io.sluice.rollout.desired.PromptNotice.State;
import io.sluice.rollout.loop.Blocking;
import io.sluice.rollout.loop.LeaseStore;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.registry.DesiredState;
import io.sluice.rollout.registry.DesiredState.LifecycleNotice;
import io.sluice.rollout.registry.RegistryClient;
import io.sluice.rollout.version.Refusal.Source;
import io.sluice.rollout.version.Refusals;
import io.sluice.rollout.version.VersionKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Follows the registry's desired state once a second, or sooner after a hint. One replica at a time
 * follows an environment, so that an older answer never overtakes a newer one.
 */
@ApplicationScoped
public class DesiredStateReconciler {
  private static final Duration LOOK_FOR_HINTS = Duration.ofMillis(100);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final RegistryClient registry;
  private final DesiredStateVerifier verifier;
  private final DesiredStateService service;
  private final Refusals refusals;
  private final LeaseStore leases;
  private final Ticker ticker;
  private final Clock clock;
  private final List<String> environments;
  private final ReconcileLoop loop;
  private final AtomicBoolean hinted = new AtomicBoolean(true);
  private final Map<String, Followed> followed = new ConcurrentHashMap<>();
  private volatile Instant lastPass = Instant.EPOCH;

  @Inject
  DesiredStateReconciler(
      @RestClient RegistryClient registry,
      DesiredStateVerifier verifier,
      DesiredStateService service,
      Refusals refusals,
      LeaseStore leases,
      Ticker ticker,
      Clock clock,
      @ConfigProperty(name = "sluice.environments") List<String> environments,
      MeterRegistry metrics) {
    this.registry = registry;
    this.verifier = verifier;
    this.service = service;
    this.refusals = refusals;
    this.leases = leases;
    this.ticker = ticker;
    this.clock = clock;
    this.environments = List.copyOf(environments);
    this.loop = new ReconcileLoop("desired-state", this::pass, clock, metrics);
  }

  /** Makes the next pass come at once. */
  public void hint() {
    hinted.set(true);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(LOOK_FOR_HINTS, this::runWhenDue);
  }

  private Uni<Void> runWhenDue() {
    boolean due = !clock.instant().isBefore(lastPass.plus(EVERY));
    if (!hinted.getAndSet(false) && !due) {
      return Uni.createFrom().voidItem();
    }
    lastPass = clock.instant();
    return loop.run();
  }

  /** An environment that cannot be followed keeps no other from being. */
  private Uni<Void> pass() {
    return InTurn.eachDespiteFailures(environments, this::follow);
  }

  private Uni<Void> follow(String environment) {
    return isMine(environment)
        .chain(
            mine -> {
              if (!mine) {
                followed.remove(environment);
                return Uni.createFrom().voidItem();
              }
              Followed start =
                  followed
                      .getOrDefault(environment, Followed.NOTHING)
                      .start(clock.instant(), refusals.any(environment));
              return read(environment, new DesiredStateReading(start));
            });
  }

  private Uni<Boolean> isMine(String environment) {
    return leases.acquire("desired-state/" + environment, LEASE);
  }

  private Uni<Void> read(String environment, DesiredStateReading reading) {
    return Uni.createFrom()
        .deferred(() -> nextPage(environment, reading))
        .repeat()
        .until(page -> reading.isDone())
        .collect()
        .last()
        .chain(() -> end(environment, reading));
  }

  private Uni<Boolean> nextPage(String environment, DesiredStateReading reading) {
    return registry
        .desiredState(environment, reading.since(), reading.cursor(), reading.knownTag())
        .chain(answer -> take(environment, reading, answer))
        .chain(() -> isMine(environment))
        .invoke(
            mine -> {
              if (!mine) {
                throw new IllegalStateException("Another replica follows " + environment + " now");
              }
            });
  }

  private Uni<Void> take(
      String environment, DesiredStateReading reading, RestResponse<DesiredState> answer) {
    DesiredState page = answer.getEntity();
    if (answer.getStatus() == RestResponse.StatusCode.NOT_MODIFIED || page == null) {
      reading.unchanged();
      return Uni.createFrom().voidItem();
    }
    if (!page.environment().equals(environment)) {
      throw new IllegalStateException("Asked for " + environment + ", got another environment");
    }
    return Blocking.call(() -> verifier.verify(page))
        .chain(verified -> converge(environment, verified))
        .invoke(refused -> reading.took(page, answer.getHeaderString("ETag"), refused))
        .replaceWithVoid();
  }

  /** Only a state that was read to its end is one that everything agrees with. */
  private Uni<Void> end(String environment, DesiredStateReading reading) {
    DesiredState first = reading.first();
    if (first == null) {
      return Uni.createFrom().voidItem();
    }
    Set<PromptNotice> notices = notices(first);
    return archive(notices)
        .chain(() -> service.synced(environment, first.commit(), notices))
        .invoke(
            () -> {
              Followed now = reading.end(clock.instant());
              followed.put(environment, now);
              refusals.retain(environment, Source.REGISTRY, now.refused());
            });
  }

  private Uni<Void> archive(Set<PromptNotice> notices) {
    return InTurn.each(notices.stream().filter(PromptNotice::archived).toList(), service::archive);
  }

  private static Set<PromptNotice> notices(DesiredState state) {
    return Stream.concat(
            state.deprecated().stream().map(n -> notice(state, n, State.DEPRECATED)),
            state.archived().stream().map(n -> notice(state, n, State.ARCHIVED)))
        .collect(Collectors.toSet());
  }

  private static PromptNotice notice(DesiredState state, LifecycleNotice notice, State as) {
    return new PromptNotice(
        state.environment(),
        notice.prompt(),
        as,
        notice.reason(),
        notice.replacedBy(),
        notice.since().truncatedTo(ChronoUnit.MICROS));
  }

  private Uni<Set<VersionKey>> converge(String environment, Verified verified) {
    Set<VersionKey> refused = new HashSet<>(verified.refused());
    return InTurn.eachDespiteFailures(
            verified.prompts(),
            prompt ->
                service
                    .converge(environment, prompt)
                    .invoke(
                        convergence -> {
                          if (convergence instanceof Convergence.Refused refusal) {
                            VersionKey key = prompt.wanted().key();
                            refused.add(key);
                            refusals.refuse(key, Source.REGISTRY, refusal.reason());
                          }
                        }))
        .replaceWith(refused);
  }
}
