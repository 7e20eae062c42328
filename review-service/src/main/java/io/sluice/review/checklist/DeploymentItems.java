package io.sluice.review.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.requirement.Clause;
import io.sluice.review.rollout.Consumers;
import io.sluice.review.usage.Usage;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The items about how the prompt gets to its users. */
final class DeploymentItems {
  /** A label of the entry: volume is high, whatever was counted so far. */
  private static final String HIGH_VOLUME = "high-volume";

  private DeploymentItems() {}

  static List<Clause> nothingDeployed() {
    return List.of(new Clause.Passed("the change promotes nothing"));
  }

  static List<Clause> stagedRollout(Subject subject, Setting setting) {
    Promotion promotion = subject.promotion();
    if (promotion == null) {
      return nothingDeployed();
    }
    List<Integer> stages = stages(promotion.plan());
    if (stages.isEmpty()) {
      return List.of(new Clause.Unknown("the registry did not say in which stages it rolls out"));
    }
    int first = stages.getFirst();
    if (first <= setting.policy().firstStage()) {
      return List.of(new Clause.Passed("rolls out in stages of " + percent(stages)));
    }
    return List.of(atOnce("starts with %d%% of traffic".formatted(first), subject, setting));
  }

  /** Starting big is for low volume only. */
  private static Clause atOnce(String start, Subject subject, Setting setting) {
    ContentFacts content = subject.content();
    if (content != null && content.labels().contains(HIGH_VOLUME)) {
      return new Clause.Failed(start + ", and its label says that volume is high");
    }
    long high = setting.policy().highVolumePerDay();
    Usage usage = subject.usage();
    Consumers counted = usage == null ? null : usage.fresh(setting.now());
    if (counted != null) {
      String volume =
          "the busiest of the last %d days had %d calls"
              .formatted(Usage.DAYS, counted.busiestDay());
      return counted.busiestDay() < high
          ? new Clause.Passed("%s; %s, fewer than %d".formatted(start, volume, high))
          : new Clause.Failed(
              "%s, but %s: begin with at most %d%%"
                  .formatted(start, volume, setting.policy().firstStage()));
    }
    List<Statement> said = setting.attested(ChecklistItem.STAGED_ROLLOUT);
    return said.isEmpty()
        ? new Clause.Unknown(
            start
                + ", and how many calls it gets is not known; begin with at most %d%%, or have"
                    .formatted(setting.policy().firstStage())
                + " somebody who had no hand in it say that volume is low")
        : new Clause.Passed(
            start + ". " + said.stream().map(Words::of).collect(Collectors.joining("; ")));
  }

  /** Percent of traffic of each stage; empty where the plan does not say. */
  static List<Integer> stages(@Nullable JsonNode plan) {
    return plan == null
        ? List.of()
        : StreamSupport.stream(plan.path("stages").spliterator(), false)
            .filter(JsonNode::isInt)
            .map(JsonNode::intValue)
            .toList();
  }

  private static String percent(List<Integer> stages) {
    return stages.stream().map(stage -> stage + "%").collect(Collectors.joining(", "));
  }

  static List<Clause> errorAlert(Subject subject, Setting setting) {
    if (subject.promotion() == null) {
      return nothingDeployed();
    }
    List<Statement> said = setting.attested(ChecklistItem.ERROR_ALERT);
    return said.isEmpty()
        ? List.of(
            new Clause.Unknown(
                "nobody said yet where the alert for a spike of errors is; link to it"))
        : List.of(
            new Clause.Passed(said.stream().map(Words::of).collect(Collectors.joining("; "))));
  }

  static List<Clause> ownerNotified(Subject subject, Setting setting) {
    if (subject.promotion() == null) {
      return nothingDeployed();
    }
    ContentFacts content = subject.content();
    String owner = content == null ? null : content.owner();
    if (owner == null || owner.isBlank()) {
      return Words.notSaid();
    }
    return setting.acknowledged().stream()
        .filter(s -> s.by().equals(owner))
        .findFirst()
        .<List<Clause>>map(s -> List.of(new Clause.Passed(acknowledged(s))))
        .orElseGet(
            () ->
                List.of(
                    new Clause.Unknown(
                        owner + " owns it and has not acknowledged being on call for it")));
  }

  private static String acknowledged(Statement said) {
    String onCall = Objects.requireNonNullElse(said.onCall(), said.by());
    String text = "%s acknowledged it; on call is %s".formatted(said.by(), onCall);
    return said.note().isBlank() ? text : text + ": " + said.note();
  }
}
