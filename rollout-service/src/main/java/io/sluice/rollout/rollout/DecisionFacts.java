package io.sluice.rollout.rollout;

import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Tally;

/**
 * What a decision rested on, kept with it so that it can be explained and replayed.
 *
 * @param rule stable name of the rule that decided
 * @param lnEvidence natural logarithm of the evidence at that moment
 * @param lnThreshold what the rule asked for
 */
public record DecisionFacts(
    String rule, double lnEvidence, double lnThreshold, Tally stable, Tally candidate) {
  public static DecisionFacts of(Finding finding) {
    return new DecisionFacts(
        finding.rule(),
        finding.lnEvidence(),
        finding.lnThreshold(),
        finding.evidence().stable(),
        finding.evidence().candidate());
  }
}
