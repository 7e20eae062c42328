package io.sluice.review.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.requirement.Clause;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The items about how the prompt answers. */
final class TechnicalItems {
  private static final List<String> EXTREMES = List.of("empty", "very-long", "bilingual");

  private TechnicalItems() {}

  static List<Clause> outputFormat(Subject subject, Setting setting) {
    ContentFacts content = subject.content();
    if (content == null || content.outputSchema() == null) {
      return Words.notSaid();
    }
    if (!content.outputSchema()) {
      List<Statement> said = setting.attested(ChecklistItem.OUTPUT_FORMAT);
      return said.isEmpty()
          ? List.of(
              new Clause.Unknown(
                  "it declares no outputSchema to hold outputs against; declare one, or say that"
                      + " its output is free text"))
          : List.of(
              new Clause.Passed(said.stream().map(Words::of).collect(Collectors.joining("; "))));
    }
    Evidence run = subject.evidence(Kind.SUITE);
    if (run == null) {
      return List.of(new Clause.Unknown("no output of this version was held against its schema"));
    }
    return List.of(heldAgainstSchema(run));
  }

  private static Clause heldAgainstSchema(Evidence run) {
    Integer outputs = run.figures().outputs();
    Integer valid = run.figures().schemaValidOutputs();
    int answered = run.counts().passed() + run.counts().failed();
    if (outputs == null || valid == null || outputs == 0) {
      return new Clause.Unknown(
          Words.of(run) + " does not say whether outputs are valid under the schema");
    }
    if (valid < outputs) {
      return new Clause.Failed(
          "%d of %d outputs are not valid under the schema: %s"
              .formatted(outputs - valid, outputs, Words.of(run)));
    }
    return outputs < answered
        ? new Clause.Unknown(
            "%d of %d outputs were held against the schema: %s"
                .formatted(outputs, answered, Words.of(run)))
        : new Clause.Passed(
            "all %d outputs are valid under the schema: %s".formatted(outputs, Words.of(run)));
  }

  static List<Clause> inputExtremes(Subject subject) {
    ContentFacts content = subject.content();
    if (content == null) {
      return Words.notSaid();
    }
    return EXTREMES.stream().map(tag -> extreme(tag, subject, content)).toList();
  }

  /** Cases of the suite count as those that were made from the declared inputs do. */
  private static Clause extreme(String tag, Subject subject, ContentFacts content) {
    ContentFacts.Suite suite = content.suite();
    int inSuite = suite == null ? 0 : suite.tagged(tag);
    List<Evidence> runs =
        Stream.of(subject.evidence(Kind.SUITE), subject.evidence(Kind.ROBUSTNESS))
            .filter(Objects::nonNull)
            .filter(run -> run.figures().byTag().containsKey(tag))
            .toList();
    if (runs.isEmpty()) {
      return inSuite == 0
          ? new Clause.Failed(
              "no case is tagged '%s', and no robustness run has such inputs".formatted(tag))
          : new Clause.Unknown("%d cases tagged '%s' were not run yet".formatted(inSuite, tag));
    }
    List<Clause> outcomes = new ArrayList<>();
    for (Evidence run : runs) {
      Counts counts = Objects.requireNonNull(run.figures().byTag().get(tag));
      outcomes.add(
          Words.outcome(
              counts,
              counts.cases(),
              "'" + tag + "' inputs",
              "%d '%s' inputs pass: %s".formatted(counts.cases(), tag, Words.of(run)),
              run));
    }
    return outcomes.stream()
        .filter(clause -> !(clause instanceof Clause.Passed))
        .findFirst()
        .orElse(outcomes.getFirst());
  }

  static List<Clause> latency(Subject subject) {
    ContentFacts content = subject.content();
    if (content == null) {
      return Words.notSaid();
    }
    Long limit = content.latencyLimitMs();
    if (limit == null) {
      return List.of(
          new Clause.Unknown("the entry sets no limits.latencyMs, so nothing says what is slow"));
    }
    Evidence run = subject.evidence(Kind.SUITE);
    Long measured = run == null ? null : run.figures().latencyP95Ms();
    if (run == null || measured == null) {
      return List.of(
          new Clause.Unknown(
              "the 95th percentile was not measured yet; it may be %d ms".formatted(limit)));
    }
    String text =
        "the 95th percentile is %d ms of %d ms: %s".formatted(measured, limit, Words.of(run));
    return List.of(measured <= limit ? new Clause.Passed(text) : new Clause.Failed(text));
  }

  static List<Clause> cost(Subject subject) {
    ContentFacts content = subject.content();
    if (content == null) {
      return Words.notSaid();
    }
    BigDecimal budget = content.costLimitUsd();
    if (budget == null) {
      return List.of(new Clause.Unknown("the entry sets no limits.costPerCallUsd, so no budget"));
    }
    Evidence run = subject.evidence(Kind.SUITE);
    BigDecimal measured = run == null ? null : run.figures().costPerCallUsd();
    if (run != null && measured != null) {
      return List.of(within(measured, budget, "measured by " + Words.of(run)));
    }
    JsonNode cost = content.cost();
    JsonNode input = cost == null ? null : cost.get("inputUsd");
    JsonNode output = cost == null ? null : cost.get("maxOutputUsd");
    if (input == null || output == null || !input.isNumber() || !output.isNumber()) {
      String why = cost == null ? "" : cost.path("note").asText();
      return List.of(
          new Clause.Unknown(
              "the cost of a call was not measured and cannot be calculated. " + why));
    }
    return List.of(
        within(
            input.decimalValue().add(output.decimalValue()),
            budget,
            "calculated from the price table for empty inputs and the longest output"));
  }

  private static Clause within(BigDecimal cost, BigDecimal budget, String how) {
    String text = "a call costs %s of %s USD, %s".formatted(plain(cost), plain(budget), how);
    return cost.compareTo(budget) <= 0 ? new Clause.Passed(text) : new Clause.Failed(text);
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }
}
