package io.sluice.registry;

import io.sluice.testkit.ApiDescription;

@RegistryTest
class RegistryApiTest extends ApiDescription {
  @Override
  protected String service() {
    return "registry-service";
  }
}
