package io.sluice.review.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.RequirementView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy makes of a change.
 *
 * @param at the moment that this was decided for
 * @param requirements every requirement as things are, with what is missing
 * @param people each candidate by themselves
 * @param missingIfAllApprove what would still be in the way if every candidate approved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SimulationView(
    Instant at,
    List<RequirementView> requirements,
    List<Candidate> people,
    List<String> missingIfAllApprove) {
  /**
   * One candidate.
   *
   * @param couldApprove whether their approval would count
   * @param why why it would not; null when it would
   * @param achieves demands of the policy that their approval would bring forward
   */
  public record Candidate(
      String subject, boolean couldApprove, @Nullable String why, List<String> achieves) {}

  static SimulationView of(Simulation simulation, Instant at) {
    return new SimulationView(
        at,
        simulation.now().stream().map(RequirementView::of).toList(),
        simulation.people().stream()
            .map(
                one ->
                    new Candidate(
                        one.subject(),
                        one.objection().isEmpty(),
                        one.objection().orElse(null),
                        one.achieves()))
            .toList(),
        simulation.together().stream()
            .filter(result -> !result.isMet())
            .map(RequirementResult::reason)
            .toList());
  }
}
