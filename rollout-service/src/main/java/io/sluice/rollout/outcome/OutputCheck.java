package io.sluice.rollout.outcome;

import io.sluice.kit.output.NotJudgedException;
import io.sluice.rollout.loop.Blocking;
import io.sluice.rollout.outcome.OutputRules.Served;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Judges outputs that apps send along by the schemas of the versions that were served. */
@ApplicationScoped
class OutputCheck {
  /**
   * What was found.
   *
   * @param objection why it is not what the version promises; null when it is
   */
  record Judgement(@Nullable String objection) {}

  private static final Logger LOG = Logger.getLogger(OutputCheck.class);

  private final OutputRules rules;

  @Inject
  OutputCheck(OutputRules rules) {
    this.rules = rules;
  }

  /**
   * Judges the outputs of reports, by position in their request. There is nothing about a report
   * without an output, with a failure by the app's own judgement, or that cannot be judged by its
   * version's schema.
   */
  Uni<Map<Integer, Judgement>> judge(List<BelievedReport> reports) {
    List<BelievedReport> open = reports.stream().filter(OutputCheck::isOpen).toList();
    if (open.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    // A batch may be megabytes of JSON: nothing for an event loop.
    return rules
        .of(open.stream().map(report -> Served.of(report.decision())).toList())
        .chain(known -> Blocking.call(() -> judge(open, known)));
  }

  private static boolean isOpen(BelievedReport report) {
    OutcomeStatus status = report.outcome().status();
    return report.outcome().output() != null && (status == null || !status.isBad());
  }

  private static Map<Integer, Judgement> judge(
      List<BelievedReport> reports, Map<Served, OutputRule> known) {
    Map<Integer, Judgement> judged = new HashMap<>();
    for (BelievedReport report : reports) {
      OutputRule rule = known.get(Served.of(report.decision()));
      String output = report.outcome().output();
      if (rule != null && output != null) {
        try {
          judged.put(report.index(), new Judgement(rule.objection(output)));
        } catch (NotJudgedException e) {
          LOG.warnf("An output of %s: %s", Served.of(report.decision()), e.getMessage());
        }
      }
    }
    return judged;
  }
}
