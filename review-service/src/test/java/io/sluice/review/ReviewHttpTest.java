package io.sluice.review;

import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.HttpContract;

@ReviewTest
class ReviewHttpTest extends HttpContract {
  @Override
  protected String readablePath() {
    return "/v1/changes";
  }

  @Override
  protected String readerRole() {
    return "reviewer";
  }

  @Override
  protected String strangerRole() {
    return "app";
  }

  @Override
  protected String postPath() {
    return "/v1/changes";
  }

  @Override
  protected String posterRole() {
    return "engineer";
  }
}
