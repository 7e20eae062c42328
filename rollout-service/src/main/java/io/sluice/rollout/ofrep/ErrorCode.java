package io.sluice.rollout.ofrep;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemBody;
import io.sluice.rollout.problem.RolloutProblem;

/** OpenFeature's names of what can go wrong, those that this service has a use for. */
public enum ErrorCode {
  PARSE_ERROR,
  TARGETING_KEY_MISSING,
  INVALID_CONTEXT,
  FLAG_NOT_FOUND,
  GENERAL;

  /** The name for a failure of this service's catalogue. */
  static ErrorCode of(ProblemBody problem) {
    return switch (problem.status()) {
      case 400 ->
          problem.isOf(CommonProblem.MALFORMED_REQUEST)
              ? PARSE_ERROR
              : problem.isOf(RolloutProblem.TARGETING_KEY_MISSING)
                  ? TARGETING_KEY_MISSING
                  : INVALID_CONTEXT;
      case 404 -> FLAG_NOT_FOUND;
      default -> GENERAL;
    };
  }
}
