package io.sluice.rollout.problem;

import io.sluice.kit.problem.ProblemType;

/** Failures that only the rollout-service can answer with. */
public enum RolloutProblem implements ProblemType {
  INVALID_INPUTS("invalid-inputs", 400, "The inputs do not fit the prompt"),
  TARGETING_KEY_MISSING("targeting-key-missing", 400, "The context has no targeting key"),
  INVALID_CONTEXT("invalid-context", 400, "The evaluation context breaks a rule"),
  PROMPT_NOT_LIVE("prompt-not-live", 404, "The prompt is not live in that environment"),
  ROLLOUT_NOT_FOUND("rollout-not-found", 404, "There is no such rollout"),
  PROMPT_ARCHIVED("prompt-archived", 410, "The prompt is archived"),
  ROLLOUT_STATE("rollout-state", 409, "The rollout is not in a state for that"),
  NOTHING_TO_SERVE_YET("nothing-to-serve-yet", 503, "This replica has not synchronised yet");

  private final String slug;
  private final int status;
  private final String title;

  RolloutProblem(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }

  @Override
  public String slug() {
    return slug;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }
}
