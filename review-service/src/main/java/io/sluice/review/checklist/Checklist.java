package io.sluice.review.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeDigest;
import io.sluice.review.checklist.ChecklistPolicy.Reading;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Policy;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.requirement.Clause;
import io.sluice.review.requirement.Gate;
import io.sluice.review.requirement.RequirementResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A change's checklist at one moment, for each environment that it promotes to; a pure function of
 * the change, main's policy and the facts.
 */
public record Checklist(List<ForEnvironment> environments) {
  public Checklist {
    environments = List.copyOf(environments);
  }

  /**
   * The checklist for one environment.
   *
   * @param environment {@value Change#NO_ENVIRONMENT} for a change that promotes nothing
   * @param trouble why its rules cannot be applied, or null
   * @param policy its rules; those that block nothing where there is trouble
   * @param items every item; empty when no version is made or promoted
   * @param subjects the versions it is about
   */
  public record ForEnvironment(
      String environment,
      @Nullable String trouble,
      ChecklistPolicy policy,
      List<ItemResult> items,
      List<Subject> subjects) {
    public ForEnvironment {
      items = List.copyOf(items);
      subjects = List.copyOf(subjects);
    }
  }

  /** Decides every item. */
  public static Checklist of(
      Change change, Comparison comparison, ChecklistFacts facts, Instant now) {
    String promoteTo = change.proposal().promoteTo();
    String digest = ChangeDigest.of(comparison, promoteTo);
    Set<String> contributors = new HashSet<>(change.contributors());
    comparison.pushes().forEach(push -> contributors.add(push.by()));
    List<Statement> statements =
        facts.statements().stream().filter(s -> s.digest().equals(digest)).toList();
    List<ForEnvironment> environments = new ArrayList<>();
    for (String environment : environments(comparison, promoteTo)) {
      Reading reading = ChecklistPolicy.read(rules(comparison.policy(), environment));
      ChecklistPolicy policy =
          switch (reading) {
            case Reading.Read read -> read.policy();
            case Reading.NotUnderstood not -> ChecklistPolicy.NONE;
          };
      String trouble =
          switch (reading) {
            case Reading.Read read -> null;
            case Reading.NotUnderstood not -> not.why();
          };
      List<Subject> subjects =
          Subject.of(
              comparison, environment.equals(Change.NO_ENVIRONMENT) ? null : environment, facts);
      environments.add(
          new ForEnvironment(
              environment,
              trouble,
              policy,
              items(subjects, new Setting(policy, statements, contributors, now)),
              subjects));
    }
    return new Checklist(environments);
  }

  private static Set<String> environments(Comparison comparison, String promoteTo) {
    Set<String> names = new TreeSet<>();
    if (!promoteTo.equals(Change.NO_ENVIRONMENT)) {
      names.add(promoteTo);
    }
    Objects.requireNonNullElse(comparison.promotions(), List.<Promotion>of())
        .forEach(promotion -> names.add(promotion.environment()));
    return names.isEmpty() ? Set.of(Change.NO_ENVIRONMENT) : names;
  }

  private static Map<String, JsonNode> rules(@Nullable Policy policy, String environment) {
    return policy == null
        ? Map.of()
        : Objects.requireNonNullElse(policy.environments().get(environment), Map.of());
  }

  private static List<ItemResult> items(List<Subject> subjects, Setting setting) {
    return subjects.isEmpty()
        ? List.of()
        : Arrays.stream(ChecklistItem.values())
            .map(item -> decide(item, subjects, setting))
            .toList();
  }

  private static ItemResult decide(ChecklistItem item, List<Subject> subjects, Setting setting) {
    List<Clause> clauses = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Clause> own = clauses(item, subject, setting);
      clauses.addAll(
          subjects.size() == 1
              ? own
              : own.stream().map(clause -> named(subject.prompt(), clause)).toList());
    }
    RequirementResult plain = new RequirementResult(item.wireName(), clauses);
    List<Statement> waivers = setting.waived(item);
    boolean waived = !plain.isMet() && !waivers.isEmpty();
    List<Statement> counting = new ArrayList<>(setting.attested(item));
    if (item == ChecklistItem.OWNER_NOTIFIED) {
      counting.addAll(setting.acknowledged());
    }
    counting.addAll(waivers);
    return new ItemResult(
        item,
        setting.policy().required().contains(item),
        waived ? List.of(waived(waivers)) : clauses,
        waived ? plain.failing() : List.of(),
        evidence(item, subjects),
        counting);
  }

  private static Clause waived(List<Statement> waivers) {
    return new Clause.Waived(
        waivers.stream()
            .map(waiver -> "WAIVED by %s: %s".formatted(waiver.by(), waiver.words()))
            .collect(Collectors.joining("; ")));
  }

  private static Clause named(String prompt, Clause clause) {
    String text = prompt + ": " + clause.text();
    return switch (clause) {
      case Clause.Passed passed -> new Clause.Passed(text);
      case Clause.Failed failed -> new Clause.Failed(text);
      case Clause.Unknown unknown -> new Clause.Unknown(text);
      case Clause.Waived waived -> new Clause.Waived(text);
    };
  }

  private static List<Clause> clauses(ChecklistItem item, Subject subject, Setting setting) {
    return switch (item) {
      case REAL_INPUTS -> ContentItems.realInputs(subject, setting);
      case JUDGE -> ContentItems.judge(subject, setting);
      case RED_TEAM -> ContentItems.redTeam(subject, setting);
      case EDGE_CASES -> ContentItems.edgeCases(subject, setting);
      case OUTPUT_FORMAT -> TechnicalItems.outputFormat(subject, setting);
      case INPUT_EXTREMES -> TechnicalItems.inputExtremes(subject);
      case LATENCY -> TechnicalItems.latency(subject);
      case COST -> TechnicalItems.cost(subject);
      case REGISTRY_ENTRY -> DocumentationItems.registryEntry(subject);
      case TEST_SUITE -> DocumentationItems.testSuite(subject);
      case ROLLBACK_PLAN -> DocumentationItems.rollbackPlan(subject, setting);
      case STAGED_ROLLOUT -> DeploymentItems.stagedRollout(subject, setting);
      case ERROR_ALERT -> DeploymentItems.errorAlert(subject, setting);
      case OWNER_NOTIFIED -> DeploymentItems.ownerNotified(subject, setting);
    };
  }

  private static List<Evidence> evidence(ChecklistItem item, List<Subject> subjects) {
    List<Kind> kinds =
        switch (item) {
          case REAL_INPUTS, OUTPUT_FORMAT, LATENCY, COST -> List.of(Kind.SUITE);
          case JUDGE -> List.of(Kind.JUDGE);
          case RED_TEAM -> List.of(Kind.RED_TEAM);
          case INPUT_EXTREMES -> List.of(Kind.SUITE, Kind.ROBUSTNESS);
          case EDGE_CASES,
              REGISTRY_ENTRY,
              TEST_SUITE,
              ROLLBACK_PLAN,
              STAGED_ROLLOUT,
              ERROR_ALERT,
              OWNER_NOTIFIED ->
              List.of();
        };
    return subjects.stream()
        .flatMap(subject -> kinds.stream().map(subject::evidence))
        .filter(Objects::nonNull)
        .toList();
  }

  /** What has to be met before the change may land. */
  public List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    for (ForEnvironment one : environments) {
      String trouble = one.trouble();
      if (trouble != null) {
        gates.add(
            new Gate(
                one.environment(),
                new RequirementResult(
                    ChecklistPolicy.SECTION,
                    List.of(new Clause.Unknown("the rules cannot be applied: " + trouble)))));
      }
      one.items().stream()
          .filter(ItemResult::required)
          .forEach(item -> gates.add(new Gate(one.environment(), item.result())));
    }
    return gates;
  }
}
