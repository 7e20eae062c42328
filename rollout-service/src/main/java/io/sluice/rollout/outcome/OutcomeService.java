package io.sluice.rollout.outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.rollout.count.BadUnits;
import io.sluice.rollout.count.Baselines;
import io.sluice.rollout.count.CallHistogram;
import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.decision.DecisionTokens;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.outcome.OutcomesRequest.Outcome;
import io.sluice.rollout.outcome.OutcomesView.Rejected;
import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Metric;
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
  private final OutcomeWriter writer;
  private final BadUnits badUnits;
  private final Baselines baselines;
  private final CallHistogram histogram;
  private final DatabaseGate database;
  private final Clock clock;
  private final Duration maxAge;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter rejected;
  private final Reports reports;

  @Inject
  OutcomeService(
      DecisionTokens tokens,
      OutcomeWriter writer,
      BadUnits badUnits,
      Baselines baselines,
      CallHistogram histogram,
      DatabaseGate database,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge,
      MeterRegistry metrics) {
    this.tokens = tokens;
    this.writer = writer;
    this.badUnits = badUnits;
    this.baselines = baselines;
    this.histogram = histogram;
    this.database = database;
    this.clock = clock;
    this.maxAge = maxAge;
    this.accepted = metrics.counter("sluice_outcomes", "result", "accepted");
    this.duplicates = metrics.counter("sluice_outcomes", "result", "duplicate");
    this.rejected = metrics.counter("sluice_outcomes", "result", "rejected");
    this.reports = new Reports(metrics);
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
      String why = refusal(app, decision, outcome);
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
    return baselines
        .of(batch.stream().map(o -> o.decision().rollout()).filter(r -> r > 0).toList())
        .chain(known -> writer.write(batch, known).invoke(counted -> remember(counted, known)))
        .map(List::size);
  }

  private void remember(List<ReportedOutcome> counted, Map<Long, Baseline> known) {
    for (ReportedOutcome outcome : counted) {
      reports.count(outcome);
      Decision decision = outcome.decision();
      histogram.add(
          decision.environment(),
          decision.prompt(),
          decision.version(),
          outcome.latencyMs(),
          outcome.costUsd());
      Unit unit = decision.unit();
      if (decision.rollout() > 0 && unit != null) {
        Baseline baseline = known.getOrDefault(decision.rollout(), Baseline.NONE);
        for (Metric metric : outcome.bad(baseline)) {
          badUnits.add(decision.rollout(), metric, unit);
        }
      }
    }
  }

  private @Nullable String refusal(String app, @Nullable Decision decision, Outcome outcome) {
    if (decision == null) {
      return "Not a decision of this platform; send the Sluice-Decision header unchanged.";
    }
    if (!decision.app().equals(app)) {
      return "This decision was served to another app.";
    }
    if (decision.servedAtMs() < clock.millis() - maxAge.toMillis()) {
      return "This decision is older than " + maxAge.toHours() + " hours.";
    }
    if (outcome.status() == null && outcome.feedback() == null) {
      return "Send 'status' (ok, error or schema_mismatch), or 'feedback', or both.";
    }
    return null;
  }

  private static ReportedOutcome reported(Decision decision, Outcome outcome) {
    return new ReportedOutcome(
        decision, outcome.status(), outcome.latencyMs(), outcome.costUsd(), outcome.feedback());
  }
}
