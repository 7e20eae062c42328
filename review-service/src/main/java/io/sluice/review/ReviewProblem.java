package io.sluice.review;

import io.sluice.kit.problem.ProblemType;

/** Every failure that only the review-service answers with. */
public enum ReviewProblem implements ProblemType {
  CHANGE_NOT_FOUND("change-not-found", 404, "There is no such change request"),
  REVISION_NOT_FOUND("revision-not-found", 404, "The change has no such revision"),
  BRANCH_NOT_FOUND("branch-not-found", 404, "The registry has no such branch"),
  EVALUATION_NOT_FOUND("evaluation-not-found", 404, "There is no such evaluation"),
  ITEM_NOT_FOUND("item-not-found", 404, "The checklist has no such item"),
  NOT_ATTESTED("not-attested", 404, "There is no attestation of this change"),
  STATE_CONFLICT("state-conflict", 409, "The change's state does not allow this"),
  BRANCH_CONFLICT("branch-conflict", 409, "The registry holds something else under that name"),
  FORGED_RECORD("forged-record", 409, "The database says something that never happened"),
  STALE_DIGEST("stale-digest", 412, "The change is no longer what you looked at"),
  STALE_HEAD("stale-head", 412, "The branch has moved on"),
  SELF_APPROVAL("self-approval", 422, "Four eyes: you contributed to this change"),
  MACHINE_APPROVAL("machine-approval", 422, "Four eyes: only people can decide"),
  NOT_ATTESTABLE("not-attestable", 422, "Nobody's word establishes this item"),
  NOT_WAIVABLE("not-waivable", 422, "You may not waive this item"),
  NOT_OWNER("not-owner", 422, "You own none of the prompts"),
  RIGHT_LOST("right-lost", 422, "You no longer have the right to do this"),
  OWN_RIGHT("own-right", 422, "Nobody gives themselves a right"),
  REQUIREMENTS_UNMET("requirements-unmet", 422, "The change may not be merged yet"),
  MERGE_REFUSED("merge-refused", 422, "The registry refused the merge"),
  FILES_REFUSED("files-refused", 422, "The files break the repository's rules"),
  NOTHING_TO_EVALUATE("nothing-to-evaluate", 422, "There is nothing that could be run"),
  MODEL_NOT_CONFIGURED("model-not-configured", 422, "Nobody here answers for that model"),
  RESULTS_UNUSABLE("results-unusable", 422, "The results say nothing about this version"),
  PRICE_UNKNOWN("price-unknown", 422, "A budget needs a price"),
  IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The key was used for another request"),
  EXPECTATION_REQUIRED("expectation-required", 428, "Say which head you are revising"),
  TOO_MANY_EVALUATIONS("too-many-evaluations", 429, "Too many evaluations at once");

  private final String slug;
  private final int status;
  private final String title;

  ReviewProblem(String slug, int status, String title) {
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
