package io.sluice.rollout.outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.rollout.count.BadUnits;
import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.decision.DecisionTokens;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.outcome.OutcomesRequest.Outcome;
import io.sluice.rollout.outcome.OutcomesView.Rejected;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Takes outcomes: believes only decisions that were served to the caller, and counts each once. */
@ApplicationScoped
public class OutcomeService {
  private final DecisionTokens tokens;
  private final OutcomeStore store;
  private final BadUnits badUnits;
  private final DatabaseGate database;
  private final Clock clock;
  private final Duration maxAge;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter rejected;

  @Inject
  OutcomeService(
      DecisionTokens tokens,
      OutcomeStore store,
      BadUnits badUnits,
      DatabaseGate database,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge,
      MeterRegistry metrics) {
    this.tokens = tokens;
    this.store = store;
    this.badUnits = badUnits;
    this.database = database;
    this.clock = clock;
    this.maxAge = maxAge;
    this.accepted = metrics.counter("sluice_outcomes", "result", "accepted");
    this.duplicates = metrics.counter("sluice_outcomes", "result", "duplicate");
    this.rejected = metrics.counter("sluice_outcomes", "result", "rejected");
  }

  /**
   * Takes a batch. Once this completes the batch is durable; when it fails nothing was counted.
   *
   * @param app the caller
   */
  Uni<OutcomesView> report(String app, List<Outcome> outcomes) {
    List<Rejected> refused = new ArrayList<>();
    Map<UUID, ReportedOutcome> batch = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      Decision decision = tokens.read(Objects.requireNonNull(outcome.decision()));
      String why = refusal(app, decision);
      if (decision == null || why != null) {
        refused.add(new Rejected(i, Objects.requireNonNull(why)));
      } else {
        batch.merge(decision.nonce(), reported(decision, outcome), ReportedOutcome::worse);
      }
    }
    int believed = outcomes.size() - refused.size();
    return store(List.copyOf(batch.values()))
        .map(
            counted -> {
              accepted.increment(counted);
              duplicates.increment(believed - counted);
              rejected.increment(refused.size());
              return new OutcomesView(counted, believed - counted, List.copyOf(refused));
            });
  }

  private Uni<Integer> store(List<ReportedOutcome> batch) {
    if (batch.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    database.requireOpen();
    return store.report(batch).invoke(() -> batch.forEach(this::rememberBadSubject));
  }

  private void rememberBadSubject(ReportedOutcome outcome) {
    Decision decision = outcome.decision();
    if (outcome.status().isBad() && decision.rollout() > 0 && decision.unit() != null) {
      badUnits.add(decision.rollout(), decision.unit());
    }
  }

  private @Nullable String refusal(String app, @Nullable Decision decision) {
    if (decision == null) {
      return "Not a decision of this platform; send the Sluice-Decision header unchanged.";
    }
    if (!decision.app().equals(app)) {
      return "This decision was served to another app.";
    }
    if (decision.servedAtMs() < clock.millis() - maxAge.toMillis()) {
      return "This decision is older than " + maxAge.toHours() + " hours.";
    }
    return null;
  }

  private static ReportedOutcome reported(Decision decision, Outcome outcome) {
    return new ReportedOutcome(
        decision,
        Objects.requireNonNull(outcome.status()),
        outcome.latencyMs(),
        outcome.costUsd(),
        outcome.feedback());
  }
}
