package io.sluice.review.checklist;

import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.registry.ContentFacts.NearDuplicate;
import io.sluice.review.requirement.Clause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The items about what the prompt does. */
final class ContentItems {
  private static final String REAL = "real";

  private ContentItems() {}

  static List<Clause> realInputs(Subject subject, Setting setting) {
    int needed = setting.policy().realInputs();
    ContentFacts content = subject.content();
    if (content == null) {
      return Words.notSaid();
    }
    ContentFacts.Suite suite = content.suite();
    if (suite == null) {
      return List.of(
          new Clause.Failed(
              "there is no tests.yaml; add %d distinct cases tagged 'real'".formatted(needed)));
    }
    String inputs = distinct(suite);
    if (suite.distinctReal() < needed) {
      return List.of(new Clause.Failed("%s, %d are needed".formatted(inputs, needed)));
    }
    return List.of(realRun(subject, suite, inputs));
  }

  private static String distinct(ContentFacts.Suite suite) {
    int left = suite.tagged(REAL) - suite.distinctReal();
    String distinct = suite.distinctReal() + " distinct real inputs";
    if (left <= 0 || suite.nearDuplicates().isEmpty()) {
      return distinct;
    }
    NearDuplicate first = suite.nearDuplicates().getFirst();
    return "%s (%d not counted, for example '%s', which is nearly '%s')"
        .formatted(distinct, left, first.name(), first.like());
  }

  private static Clause realRun(Subject subject, ContentFacts.Suite suite, String inputs) {
    Evidence run = subject.evidence(Kind.SUITE);
    if (run == null) {
      return new Clause.Unknown(inputs + ", but this version was not run on them yet");
    }
    Counts real = run.figures().byTag().get(REAL);
    if (real == null) {
      return new Clause.Unknown(
          "%s, but %s does not say how they came out".formatted(inputs, Words.of(run)));
    }
    return Words.outcome(
        real, suite.tagged(REAL), "real cases", inputs + ", all pass: " + Words.of(run), run);
  }

  static List<Clause> judge(Subject subject, Setting setting) {
    Evidence judged = subject.evidence(Kind.JUDGE);
    double minimum = setting.policy().judgeMinimum();
    if (judged == null) {
      return List.of(new Clause.Unknown("no judge has scored this version yet"));
    }
    Map<String, Double> medians = new HashMap<>();
    judged.figures().judgeMedians().forEach((name, score) -> medians.put(plain(name), score));
    List<Clause> clauses = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (String dimension : setting.policy().judgeDimensions()) {
      Double median = medians.get(plain(dimension));
      if (median == null) {
        clauses.add(new Clause.Unknown("%s was not scored".formatted(dimension)));
      } else if (median < minimum) {
        clauses.add(
            new Clause.Failed(
                "%s is %s, at least %s is needed"
                    .formatted(dimension, score(median), score(minimum))));
      } else {
        good.add(dimension + " " + score(median));
      }
    }
    if (!good.isEmpty()) {
      clauses.add(
          new Clause.Passed(
              "%s of at least %s: %s"
                  .formatted(String.join(", ", good), score(minimum), Words.of(judged))));
    }
    return clauses;
  }

  /** Judges write a dimension as they like: {@code Instruction following} is the same one. */
  private static String plain(String dimension) {
    return dimension.toLowerCase(Locale.ROOT).replace(' ', '-').replace('_', '-');
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static List<Clause> redTeam(Subject subject, Setting setting) {
    Evidence attacked = subject.evidence(Kind.RED_TEAM);
    int needed = setting.policy().redTeamCases();
    if (attacked == null) {
      return List.of(new Clause.Unknown("no red team has attacked this version yet"));
    }
    Counts counts = attacked.counts();
    if (counts.failed() > 0) {
      return List.of(
          new Clause.Failed(
              "%d of %d attacks get through; mend the prompt and attack it again: %s"
                  .formatted(counts.failed(), counts.cases(), Words.of(attacked))));
    }
    if (counts.cases() < needed) {
      return List.of(
          new Clause.Failed(
              "%d attacks were tried, at least %d are needed".formatted(counts.cases(), needed)));
    }
    return List.of(
        Words.outcome(
            counts,
            counts.cases(),
            "attacks",
            "none of %d attacks gets through: %s".formatted(counts.cases(), Words.of(attacked)),
            attacked));
  }

  static List<Clause> edgeCases(Subject subject, Setting setting) {
    ContentFacts content = subject.content();
    if (content != null && content.knownIssues() > 0) {
      String more = content.knownIssues() > content.firstIssues().size() ? "; …" : "";
      return List.of(
          new Clause.Passed(
              "knownIssues documents %d: %s%s"
                  .formatted(
                      content.knownIssues(), String.join("; ", content.firstIssues()), more)));
    }
    List<Statement> said = setting.attested(ChecklistItem.EDGE_CASES);
    return said.isEmpty()
        ? List.of(
            new Clause.Unknown(
                "knownIssues documents none; write down what it does wrong and when, or say why"
                    + " there is nothing to write"))
        : List.of(
            new Clause.Passed(said.stream().map(Words::of).collect(Collectors.joining("; "))));
  }
}
