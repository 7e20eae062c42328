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
import io.sluice.rollout.outcome.OutcomesView.Mismatched;
import io.sluice.rollout.outcome.OutcomesView.Rejected;
import io.sluice.rollout.outcome.OutputCheck.Judgement;
import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Metric;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
  /** Longest output that is judged here, in UTF-16 code units. */
  private static final int MAX_OUTPUT_CHARS = 500_000;

  private static final String NOT_JUDGED =
      "'output' cannot be judged here by the schema of this version; judge it yourself and send"
          + " 'status'.";

  private final DecisionTokens tokens;
  private final OutputCheck outputs;
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
      OutputCheck outputs,
      OutcomeWriter writer,
      BadUnits badUnits,
      Baselines baselines,
      CallHistogram histogram,
      DatabaseGate database,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge,
      MeterRegistry metrics) {
    this.tokens = tokens;
    this.outputs = outputs;
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
    List<BelievedReport> believed = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      Decision decision = tokens.read(Objects.requireNonNull(outcome.decision()));
      String why = refusal(app, decision, outcome);
      if (decision == null || why != null) {
        refused.add(new Rejected(i, Objects.requireNonNull(why)));
      } else {
        believed.add(new BelievedReport(i, decision, outcome));
      }
    }
    if (!believed.isEmpty()) {
      database.requireOpen();
    }
    return outputs.judge(believed).chain(judged -> store(believed, judged, refused));
  }

  private Uni<OutcomesView> store(
      List<BelievedReport> believed, Map<Integer, Judgement> judged, List<Rejected> refused) {
    List<Mismatched> mismatched = new ArrayList<>();
    Map<UUID, ReportedOutcome> batch = new LinkedHashMap<>();
    int taken = 0;
    for (BelievedReport report : believed) {
      Judgement judgement = judged.get(report.index());
      OutcomeStatus status = report.outcome().status();
      if (judgement != null) {
        status = judgement.objection() == null ? OutcomeStatus.OK : OutcomeStatus.SCHEMA_MISMATCH;
      }
      if (judgement != null && judgement.objection() != null) {
        mismatched.add(new Mismatched(report.index(), judgement.objection()));
      }
      if (status == null && report.outcome().feedback() == null) {
        refused.add(new Rejected(report.index(), NOT_JUDGED));
      } else {
        taken++;
        batch.merge(report.decision().nonce(), reported(report, status), ReportedOutcome::worse);
      }
    }
    int all = taken;
    return store(List.copyOf(batch.values()))
        .map(
            counted -> {
              accepted.increment(counted);
              duplicates.increment(all - counted);
              rejected.increment(refused.size());
              return new OutcomesView(
                  counted,
                  all - counted,
                  refused.stream().sorted(Comparator.comparingInt(Rejected::index)).toList(),
                  List.copyOf(mismatched));
            });
  }

  private Uni<Integer> store(List<ReportedOutcome> batch) {
    if (batch.isEmpty()) {
      return Uni.createFrom().item(0);
    }
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
    if (outcome.status() == null && outcome.feedback() == null && outcome.output() == null) {
      return "Send 'status' (ok, error or schema_mismatch), or 'output' to have it judged here, or"
          + " 'feedback'.";
    }
    if (outcome.output() != null && outcome.output().length() > MAX_OUTPUT_CHARS) {
      return "'output' has at most %,d characters; judge it yourself and send 'status' alone."
          .formatted(MAX_OUTPUT_CHARS);
    }
    return null;
  }

  private static ReportedOutcome reported(BelievedReport report, @Nullable OutcomeStatus status) {
    Outcome outcome = report.outcome();
    return new ReportedOutcome(
        report.decision(), status, outcome.latencyMs(), outcome.costUsd(), outcome.feedback());
  }
}
