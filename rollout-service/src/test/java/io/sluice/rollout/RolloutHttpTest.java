package io.sluice.rollout;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.HttpContract;
import io.sluice.testkit.TestPlatform;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class RolloutHttpTest extends HttpContract {
  @Override
  protected String readablePath() {
    return "/v1/rollouts";
  }

  @Override
  protected String readerRole() {
    return "operator";
  }

  @Override
  protected String strangerRole() {
    return "app";
  }

  @Override
  protected String postPath() {
    return "/v1/outcomes";
  }

  @Override
  protected String posterRole() {
    return "app";
  }
}
