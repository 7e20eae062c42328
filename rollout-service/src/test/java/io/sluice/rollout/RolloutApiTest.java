package io.sluice.rollout;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.ApiDescription;
import io.sluice.testkit.TestPlatform;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class RolloutApiTest extends ApiDescription {
  @Override
  protected String service() {
    return "rollout-service";
  }
}
