package io.sluice.review.merge;

import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.requirement.BreakGlass;
import io.sluice.review.requirement.Requirement;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets a submission through or lists everything that is in its way. */
final class MergeGate {
  private MergeGate() {}

  /** Empty when every requirement is met; otherwise one error for each that is not. */
  static Optional<ProblemException> objection(Submission submission) {
    return objection(unmet(submission));
  }

  /** The same when an operator breaks the glass: then they have to be allowed to. */
  static Optional<ProblemException> objection(Submission submission, BreakGlass glass) {
    Set<String> yielding =
        Requirement.ALL.stream()
            .filter(Requirement::yieldsToBreakGlass)
            .map(Requirement::name)
            .collect(Collectors.toSet());
    List<RequirementResult> unmet = new ArrayList<>(unmet(submission));
    unmet.removeIf(result -> yielding.contains(result.name()));
    RequirementResult allowed = glass.mayBreak(submission);
    if (!allowed.isMet()) {
      unmet.add(allowed);
    }
    return objection(unmet);
  }

  /** What is not met, whether the glass is broken or not. */
  static List<RequirementResult> unmet(Submission submission) {
    return Requirement.evaluate(submission).stream().filter(result -> !result.isMet()).toList();
  }

  private static Optional<ProblemException> objection(List<RequirementResult> unmet) {
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
