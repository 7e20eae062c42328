package io.sluice.review.report;

import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.assertion.Assertion;
import io.sluice.review.evaluation.Evaluation.Options;
import io.sluice.review.model.ModelClient;
import io.sluice.review.model.ModelSettings;
import io.sluice.review.model.Price;
import io.sluice.review.registry.RegistryClient;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.TestSuite;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Settles which models a run asks and what they cost, before anything is asked. */
@ApplicationScoped
public class ModelChoiceService {
  private final ModelClient models;
  private final ModelSettings settings;
  private final RegistryClient registry;

  @Inject
  ModelChoiceService(ModelClient models, ModelSettings settings, RegistryClient registry) {
    this.models = models;
    this.settings = settings;
    this.registry = registry;
  }

  /** How candidate and baseline are run. */
  record Choice(Options candidate, @Nullable Options baseline) {}

  /**
   * Settles it.
   *
   * @param live content of the baseline, or null
   * @throws ProblemException 422 when a model has no provider, or a budget is set and a model has
   *     no price
   */
  Uni<Choice> of(
      PromptContent content,
      TestSuite suite,
      StartEvaluationRequest request,
      @Nullable PromptContent live) {
    String judge =
        request.wantsJudge() || any(suite, Assertion::needsJudge)
            ? settings.judge().orElse(null)
            : null;
    String embedding =
        any(suite, Assertion::needsEmbedding) ? settings.embedding().orElse(null) : null;
    if (request.wantsJudge() && judge == null) {
      throw new ProblemException(
          ReviewProblem.MODEL_NOT_CONFIGURED,
          "No judge is configured: set sluice.models.judge, or leave 'judge' out.");
    }
    Set<String> asked = new LinkedHashSet<>();
    asked.add(content.model());
    if (live != null) {
      asked.add(live.model());
    }
    if (judge != null) {
      asked.add(judge);
    }
    if (embedding != null) {
      asked.add(embedding);
    }
    asked.forEach(this::requireProvider);
    List<String> dimensions = request.wantsJudge() ? settings.judgeDimensions() : List.of();
    return prices(asked)
        .invoke(prices -> requirePrices(request, asked, prices))
        .map(
            prices ->
                new Choice(
                    options(content, dimensions, judge, embedding, prices, request),
                    live == null
                        ? null
                        : options(live, List.of(), judge, embedding, prices, request)));
  }

  private Options options(
      PromptContent content,
      List<String> dimensions,
      @Nullable String judge,
      @Nullable String embedding,
      Map<String, Price> prices,
      StartEvaluationRequest request) {
    int most = content.parameters().path("maxTokens").asInt(0);
    return new Options(
        most > 0
            ? most
            : models
                .provider(content.model())
                .map(ModelSettings.Provider::maxOutputTokens)
                .orElseThrow(),
        dimensions,
        judge,
        embedding,
        prices,
        request.budgetUsd());
  }

  private static boolean any(TestSuite suite, Predicate<Assertion> predicate) {
    return suite.cases().stream()
        .flatMap(test -> Assertion.listOf(test.assertions()).stream())
        .anyMatch(predicate);
  }

  private void requireProvider(String model) {
    if (models.provider(model).isEmpty()) {
      throw new ProblemException(
          ReviewProblem.MODEL_NOT_CONFIGURED,
          "No provider is configured for '%s'; set sluice.models.providers.<vendor>."
              .formatted(model));
    }
  }

  private Uni<Map<String, Price>> prices(Set<String> asked) {
    Map<String, Price> prices = new LinkedHashMap<>();
    Uni<Void> all = Uni.createFrom().voidItem();
    for (String model : asked) {
      all =
          all.chain(() -> registry.price(model))
              .invoke(
                  found ->
                      found.ifPresent(
                          price ->
                              prices.put(
                                  model,
                                  new Price(
                                      model,
                                      price.inputUsdPerMillionTokens(),
                                      price.outputUsdPerMillionTokens(),
                                      price.asOf()))))
              .replaceWithVoid();
    }
    return all.replaceWith(prices);
  }

  private static void requirePrices(
      StartEvaluationRequest request, Set<String> asked, Map<String, Price> prices) {
    for (String model : asked) {
      if (request.budgetUsd() != null && !prices.containsKey(model)) {
        throw new ProblemException(
            ReviewProblem.PRICE_UNKNOWN,
            "The price table has no price for '%s', so a budget cannot be kept; add the price, or"
                    .formatted(model)
                + " leave 'budgetUsd' out.");
      }
    }
  }
}
