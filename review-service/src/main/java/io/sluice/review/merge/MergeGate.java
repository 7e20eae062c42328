package io.sluice.review.merge;

import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.requirement.Requirement;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Submission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lets a submission through or lists everything that is in its way. */
final class MergeGate {
  private MergeGate() {}

  /** Empty when every requirement is met; otherwise one error for each that is not. */
  static Optional<ProblemException> objection(Submission submission) {
    List<RequirementResult> unmet =
        Requirement.evaluate(submission).stream().filter(result -> !result.isMet()).toList();
    if (unmet.isEmpty()) {
      return Optional.empty();
    }
    String names = unmet.stream().map(RequirementResult::name).collect(Collectors.joining(", "));
    return Optional.of(
        new ProblemException(
            ReviewProblem.REQUIREMENTS_UNMET,
            "Not met: " + names + ". Each error says what is missing.",
            unmet.stream()
                .map(result -> new ProblemDetail(result.reason(), null, result.name()))
                .toList()));
  }
}
