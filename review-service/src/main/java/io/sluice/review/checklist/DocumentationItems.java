package io.sluice.review.checklist;

import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.RollbackVersion;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.requirement.Clause;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The items about what is written down. */
final class DocumentationItems {
  private DocumentationItems() {}

  static List<Clause> registryEntry(Subject subject) {
    ContentFacts content = subject.content();
    List<String> missing = content == null ? null : content.missing();
    if (missing == null) {
      return Words.notSaid();
    }
    return List.of(
        missing.isEmpty()
            ? new Clause.Passed("every field of a complete entry is there")
            : new Clause.Failed("the entry does not say: " + String.join(", ", missing)));
  }

  static List<Clause> testSuite(Subject subject) {
    ContentFacts content = subject.content();
    if (content == null) {
      return Words.notSaid();
    }
    ContentFacts.Suite suite = content.suite();
    String path = "prompts/" + subject.prompt() + "/tests.yaml";
    if (suite == null || suite.cases() == 0) {
      return List.of(new Clause.Failed("there is no case in " + path));
    }
    return List.of(
        suite.asserting() == 0
            ? new Clause.Failed(
                "none of the %d cases in %s asserts anything".formatted(suite.cases(), path))
            : new Clause.Passed(
                "%s has %d cases, %d of them assert something"
                    .formatted(path, suite.cases(), suite.asserting())));
  }

  static List<Clause> rollbackPlan(Subject subject, Setting setting) {
    Promotion promotion = subject.promotion();
    if (promotion == null) {
      return DeploymentItems.nothingDeployed();
    }
    Integer back = promotion.rollback();
    if (back == null) {
      List<Statement> said = setting.attested(ChecklistItem.ROLLBACK_PLAN);
      return said.isEmpty()
          ? List.of(
              new Clause.Unknown(
                  "there is no version to go back to; say so, and what is done instead"))
          : List.of(
              new Clause.Passed(
                  "there is no version to go back to. "
                      + said.stream().map(Words::of).collect(Collectors.joining("; "))));
    }
    return List.of(goingBack(back, promotion.rollbackVersion(), promotion.environment()));
  }

  private static Clause goingBack(
      int version, @Nullable RollbackVersion known, String environment) {
    if (known == null) {
      return new Clause.Unknown(
          "the registry did not say whether version %d was approved and ran".formatted(version));
    }
    if (known.change() == null || known.approvedBy().isEmpty()) {
      return new Clause.Failed(
          "version %d, to go back to, was never approved in a change".formatted(version));
    }
    return known.ran()
        ? new Clause.Passed(
            "goes back to version %d, which %s approved in change %d and %s ran"
                .formatted(
                    version, String.join(", ", known.approvedBy()), known.change(), environment))
        : new Clause.Failed(
            "version %d, to go back to, never ran in %s".formatted(version, environment));
  }
}
