package io.sluice.review.promptfoo;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.output.OutputJson;
import io.sluice.kit.output.OutputSchema;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Figures;
import io.sluice.review.model.Message;
import io.sluice.review.promptfoo.PromptfooResults.Result;
import io.sluice.review.promptfoo.PromptfooResults.State;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.TestCase;
import io.sluice.review.suite.TestSuite;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes evidence of a results file. A result counts for a case of the suite when it has the case's
 * inputs and was sent the text that this version makes of them; what is in the suite and not in the
 * file has not been run.
 */
final class PromptfooEvidence {
  private static final double P95 = 0.95;
  private static final int USD_SCALE = 9;

  private PromptfooEvidence() {}

  /** Evidence, or empty when no result is of this version and suite. */
  static Optional<Evidence> of(
      PromptContent content,
      TestSuite suite,
      PromptfooResults file,
      String reference,
      String by,
      Instant at) {
    Map<TestCase, List<Result>> ran = new LinkedHashMap<>();
    for (TestCase test : suite.cases()) {
      List<Result> of =
          file.results().stream()
              .filter(result -> result.vars().equals(test.inputs()) && isOf(content, test, result))
              .toList();
      if (!of.isEmpty()) {
        ran.put(test, of);
      }
    }
    return ran.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Evidence(
                0,
                content.prompt(),
                content.digest(),
                Evidence.Kind.SUITE,
                Evidence.Source.PROMPTFOO,
                counts(suite.cases(), ran),
                figures(content, suite, ran),
                reference,
                by,
                at));
  }

  /** Whether what was sent is what this version makes of the inputs. */
  private static boolean isOf(PromptContent content, TestCase test, Result result) {
    List<String> sent = PromptfooResults.texts(result.prompt());
    List<String> ours = content.messages(test.texts()).stream().map(Message::content).toList();
    return sent.equals(ours)
        || (sent.size() == 1 && ours.stream().allMatch(text -> sent.getFirst().contains(text)));
  }

  private static Counts counts(List<TestCase> cases, Map<TestCase, List<Result>> ran) {
    int passed = 0;
    int failed = 0;
    int errored = 0;
    for (TestCase test : cases) {
      // Of several runs of one case the worst counts.
      State worst = null;
      for (Result result : ran.getOrDefault(test, List.of())) {
        worst = worst == null || result.state().compareTo(worst) > 0 ? result.state() : worst;
      }
      switch (worst) {
        case PASSED -> passed++;
        case FAILED -> failed++;
        case ERRORED -> errored++;
        case null -> {}
      }
    }
    return new Counts(cases.size(), passed, failed, errored);
  }

  private static Figures figures(
      PromptContent content, TestSuite suite, Map<TestCase, List<Result>> ran) {
    List<Result> results = ran.values().stream().flatMap(List::stream).toList();
    List<String> outputs = results.stream().map(Result::output).filter(Objects::nonNull).toList();
    JsonNode schema = content.outputSchema();
    Optional<OutputSchema> compiled = schema == null ? Optional.empty() : OutputSchema.of(schema);
    return new Figures(
        Map.of(),
        p95(results.stream().map(Result::latencyMs).filter(Objects::nonNull).sorted().toList()),
        mean(results.stream().map(Result::costUsd).filter(Objects::nonNull).toList()),
        schema == null ? null : outputs.size(),
        schema == null
            ? null
            : (int) outputs.stream().filter(output -> isValid(compiled, output)).count(),
        byTag(suite, ran),
        null);
  }

  private static Map<String, Counts> byTag(TestSuite suite, Map<TestCase, List<Result>> ran) {
    Map<String, List<TestCase>> tagged = new LinkedHashMap<>();
    for (TestCase test : suite.cases()) {
      test.tags().forEach(tag -> tagged.computeIfAbsent(tag, t -> new ArrayList<>()).add(test));
    }
    Map<String, Counts> counts = new LinkedHashMap<>();
    tagged.forEach((tag, cases) -> counts.put(tag, counts(cases, ran)));
    return counts;
  }

  private static boolean isValid(Optional<OutputSchema> schema, String output) {
    return schema.isPresent()
        && OutputJson.parse(output).filter(json -> schema.get().errors(json).isEmpty()).isPresent();
  }

  private static @Nullable Long p95(List<Long> sorted) {
    return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(P95 * sorted.size()) - 1);
  }

  private static @Nullable BigDecimal mean(List<BigDecimal> costs) {
    return costs.isEmpty()
        ? null
        : costs.stream()
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(BigDecimal.valueOf(costs.size()), USD_SCALE, RoundingMode.HALF_UP)
            .stripTrailingZeros();
  }
}
