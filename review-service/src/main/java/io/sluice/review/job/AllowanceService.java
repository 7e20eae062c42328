package io.sluice.review.job;

import io.sluice.review.model.Allowance;
import io.sluice.review.model.ModelClient;
import io.sluice.review.model.ModelName;
import io.sluice.review.model.ModelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much this replica may ask of each provider right now. */
@ApplicationScoped
public class AllowanceService {
  private final ModelClient models;
  private final Duration margin;
  private final Map<String, Allowance> byVendor = new ConcurrentHashMap<>();

  @Inject
  AllowanceService(
      ModelClient models,
      @ConfigProperty(name = "sluice.evaluation.lease-margin") Duration margin) {
    this.models = models;
    this.margin = margin;
  }

  /**
   * What one call takes until it is over.
   *
   * @param lease how long the call is kept from others: what it may take, and time to write it
   */
  record Taken(String model, long tokens, Duration lease) {}

  /**
   * Takes what one call needs; empty when it has to wait. A model that nobody answers for needs
   * nothing: asking it ends at once.
   */
  Optional<Taken> take(String model, long tokens, Instant now) {
    Optional<ModelSettings.Provider> provider = models.provider(model);
    if (provider.isEmpty()) {
      return Optional.of(new Taken(model, 0, margin));
    }
    return of(model, provider.get(), now).take(tokens, now)
        ? Optional.of(new Taken(model, tokens, provider.get().timeout().plus(margin)))
        : Optional.empty();
  }

  /** The call is over. */
  void done(Taken taken, long actualTokens, Instant now) {
    models
        .provider(taken.model())
        .ifPresent(provider -> of(taken.model(), provider, now).done(taken.tokens(), actualTokens));
  }

  /** The call was not sent after all. */
  void undo(Taken taken) {
    Allowance allowance = byVendor.get(ModelName.of(taken.model()).vendor());
    if (allowance != null) {
      allowance.undo(taken.tokens());
    }
  }

  /** The provider asks to be left alone. */
  void pause(String model, Instant until, Instant now) {
    models.provider(model).ifPresent(provider -> of(model, provider, now).pause(until));
  }

  private Allowance of(String model, ModelSettings.Provider provider, Instant now) {
    return byVendor.computeIfAbsent(
        ModelName.of(model).vendor(),
        vendor ->
            new Allowance(
                provider.concurrency(),
                provider.requestsPerMinute(),
                provider.tokensPerMinute(),
                now));
  }
}
