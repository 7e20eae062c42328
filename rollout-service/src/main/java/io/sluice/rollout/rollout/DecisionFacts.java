package io.sluice.rollout.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Tally;
import org.jspecify.annotations.Nullable;

/**
 * What a decision rested on, kept with it so that it can be explained.
 *
 * @param rule stable name of the rule that decided
 * @param metric that decided; null in histories from before there were several
 * @param lnEvidence natural logarithm of the evidence at that moment
 * @param lnThreshold what the rule asked for
 * @param stable counts of that metric: {@code bad} is the numerator, {@code served} the denominator
 * @param candidate the same for the candidate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionFacts(
    String rule,
    @Nullable String metric,
    double lnEvidence,
    double lnThreshold,
    Tally stable,
    Tally candidate) {
  public static DecisionFacts of(Finding finding) {
    return new DecisionFacts(
        finding.rule(),
        finding.metric().wireName(),
        finding.lnEvidence(),
        finding.lnThreshold(),
        finding.evidence().stable(finding.metric()),
        finding.evidence().candidate(finding.metric()));
  }
}
