package io.sluice.review.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.sluice.testkit.ModelStub;
import java.util.HashMap;
import java.util.Map;

/** Starts a provider of models and hands it to the tests. */
public class ModelResource implements QuarkusTestResourceLifecycleManager {
  public static final String KEY = "sk-test-3f9a";
  private ModelStub models;

  @Override
  public Map<String, String> start() {
    models = ModelStub.start();
    Map<String, String> settings = new HashMap<>();
    provider(settings, "stub", "openai");
    provider(settings, "stub-claude", "anthropic");
    settings.put("sluice.models.judge", "stub/judge");
    settings.put("sluice.models.embedding", "stub/embedding");
    settings.put("sluice.evaluation.lease-margin", "PT5S");
    return settings;
  }

  private void provider(Map<String, String> settings, String vendor, String kind) {
    String prefix = "sluice.models.providers." + vendor + ".";
    settings.put(prefix + "kind", kind);
    settings.put(prefix + "base-url", models.url());
    settings.put(prefix + "key", KEY);
    settings.put(prefix + "timeout", "PT1S");
    settings.put(prefix + "concurrency", "16");
    settings.put(prefix + "requests-per-minute", "60000");
    settings.put(prefix + "tokens-per-minute", "60000000");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(models, new TestInjector.MatchesType(ModelStub.class));
  }

  @Override
  public void stop() {
    models.close();
  }
}
