package io.sluice.review;

import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.ApiDescription;

@ReviewTest
class ReviewApiTest extends ApiDescription {
  @Override
  protected String service() {
    return "review-service";
  }
}
