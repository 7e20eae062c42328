package io.sluice.review.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.output.OutputJson;
import io.sluice.kit.output.OutputSchema;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Figures;
import io.sluice.review.judge.Panel;
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

/** Makes evidence of a completed evaluation. */
public final class EvaluationEvidence {
  private static final double P95 = 0.95;
  private static final int USD_SCALE = 9;

  private EvaluationEvidence() {}

  /**
   * The run that a candidate is compared with.
   *
   * @param version the version that was live
   */
  public record Against(int version, List<EvaluationCase> cases) {}

  /** Evidence of the suite, and of the judges where they were asked about every output. */
  public static List<Evidence> of(
      Evaluation run, List<EvaluationCase> cases, @Nullable Against baseline) {
    Evidence.Kind kind =
        switch (run.suite()) {
          case TESTS -> Evidence.Kind.SUITE;
          case RED_TEAM -> Evidence.Kind.RED_TEAM;
          case ROBUSTNESS -> Evidence.Kind.ROBUSTNESS;
        };
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(evidence(run, kind, counts(cases), figures(run, cases, baseline)));
    if (!run.options().dimensions().isEmpty()) {
      Figures scores = new Figures(medians(run, cases), null, null, null, null, Map.of(), null);
      evidence.add(evidence(run, Evidence.Kind.JUDGE, judged(cases), scores));
    }
    return evidence;
  }

  /** Where a run is read, which is what evidence refers to. */
  public static String reference(Evaluation run) {
    return "/v1/evaluations/" + run.id();
  }

  /** The median over all cases of the judges' median, by dimension. */
  public static Map<String, Double> medians(Evaluation run, List<EvaluationCase> cases) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String dimension : run.options().dimensions()) {
      List<Double> scores =
          cases.stream()
              .flatMap(on -> Optional.ofNullable(on.ending()).stream())
              .flatMap(ending -> Optional.ofNullable(ending.scores().get(dimension)).stream())
              .toList();
      if (!scores.isEmpty()) {
        medians.put(dimension, Panel.median(scores));
      }
    }
    return medians;
  }

  private static Evidence evidence(
      Evaluation run, Evidence.Kind kind, Counts counts, Figures figures) {
    Instant at = Objects.requireNonNull(run.endedAt(), "a completed run");
    return new Evidence(
        0,
        run.content().prompt(),
        run.content().digest(),
        kind,
        Evidence.Source.EVALUATION,
        counts,
        figures,
        reference(run),
        run.startedBy(),
        at);
  }

  private static Figures figures(
      Evaluation run, List<EvaluationCase> cases, @Nullable Against baseline) {
    List<EvaluationCase.Answer> answers =
        cases.stream().flatMap(on -> Optional.ofNullable(on.answer()).stream()).toList();
    JsonNode schema = run.content().outputSchema();
    Optional<OutputSchema> compiled = schema == null ? Optional.empty() : OutputSchema.of(schema);
    return new Figures(
        Map.of(),
        p95(answers.stream().map(EvaluationCase.Answer::latencyMs).sorted().toList()),
        mean(answers),
        schema == null ? null : answers.size(),
        schema == null
            ? null
            : (int) answers.stream().filter(answer -> isValid(compiled, answer)).count(),
        byTag(cases),
        baseline == null ? null : compared(cases, baseline));
  }

  private static Figures.Baseline compared(List<EvaluationCase> cases, Against baseline) {
    Paired paired = Paired.of(cases, baseline.cases());
    return new Figures.Baseline(
        baseline.version(),
        paired.fixed().size(),
        paired.broken().size(),
        paired.unchanged(),
        paired.pValue());
  }

  private static boolean isValid(Optional<OutputSchema> schema, EvaluationCase.Answer answer) {
    return schema.isPresent()
        && OutputJson.parse(answer.text())
            .filter(json -> schema.get().errors(json).isEmpty())
            .isPresent();
  }

  /** Nearest rank: the smallest value that at least 95% of all do not exceed. */
  private static @Nullable Long p95(List<Long> sorted) {
    return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(P95 * sorted.size()) - 1);
  }

  private static @Nullable BigDecimal mean(List<EvaluationCase.Answer> answers) {
    BigDecimal sum = BigDecimal.ZERO;
    for (EvaluationCase.Answer answer : answers) {
      if (answer.costUsd() == null) {
        return null;
      }
      sum = sum.add(answer.costUsd());
    }
    return answers.isEmpty()
        ? null
        : sum.divide(BigDecimal.valueOf(answers.size()), USD_SCALE, RoundingMode.HALF_UP)
            .stripTrailingZeros();
  }

  private static Map<String, Counts> byTag(List<EvaluationCase> cases) {
    Map<String, List<EvaluationCase>> tagged = new LinkedHashMap<>();
    cases.forEach(
        on ->
            on.test()
                .tags()
                .forEach(tag -> tagged.computeIfAbsent(tag, unused -> new ArrayList<>()).add(on)));
    Map<String, Counts> counts = new LinkedHashMap<>();
    tagged.forEach((tag, of) -> counts.put(tag, counts(of)));
    return counts;
  }

  private static Counts counts(List<EvaluationCase> cases) {
    int passed = 0;
    int failed = 0;
    int errored = 0;
    for (EvaluationCase on : cases) {
      EvaluationCase.Ending ending = on.ending();
      CaseVerdict.State state = ending == null ? null : ending.verdict().state();
      switch (state) {
        case PASSED -> passed++;
        case FAILED -> failed++;
        case ERRORED -> errored++;
        case null -> {}
      }
    }
    return new Counts(cases.size(), passed, failed, errored);
  }

  /** A case that has scores is passed for the judges; what the scores are worth, others decide. */
  private static Counts judged(List<EvaluationCase> cases) {
    int scored =
        (int)
            cases.stream()
                .filter(on -> on.ending() != null && !on.ending().scores().isEmpty())
                .count();
    return new Counts(cases.size(), scored, 0, cases.size() - scored);
  }
}
