package io.sluice.registry;

import io.sluice.testkit.HttpContract;

@RegistryTest
class RegistryHttpTest extends HttpContract {
  @Override
  protected String readablePath() {
    return "/v1/prompts";
  }

  @Override
  protected String readerRole() {
    return "engineer";
  }

  @Override
  protected String strangerRole() {
    return "app";
  }

  @Override
  protected String postPath() {
    return "/v1/branches";
  }

  @Override
  protected String posterRole() {
    return "service";
  }
}
