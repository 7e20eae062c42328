package io.sluice.review.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.checklist.Checklist.ForEnvironment;
import io.sluice.review.checklist.ChecklistItem;
import io.sluice.review.checklist.Statement;
import io.sluice.review.checklist.Subject;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Figures.Baseline;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.RollbackVersion;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.rollout.Consumers;
import io.sluice.review.usage.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What will happen to one prompt in one environment. A part that is absent is not known.
 *
 * @param environment {@code none} when the version is made and promoted nowhere
 * @param fromVersion what runs there now; absent when nothing does
 * @param impact tokens, cost and compatibility against what is on main
 * @param suite how its test suite came out, and against the baseline
 * @param use who fetched it lately
 * @param onCall who is called when it goes wrong
 * @param rollout the rollout plan with every field: stages, watch and so on
 * @param back the version to go back to; absent when there is none
 * @param lines the same in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionPlan(
    String prompt,
    String environment,
    @Nullable Integer fromVersion,
    int version,
    String digest,
    @Nullable Impact impact,
    @Nullable Suite suite,
    @Nullable Use use,
    @Nullable OnCall onCall,
    @Nullable JsonNode rollout,
    @Nullable RollbackVersion back,
    List<String> lines) {

  /**
   * The suite's outcome.
   *
   * @param run the evaluation, or the file it was uploaded from
   * @param baseline the same suite on the version that was live; absent when it was not compared
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Suite(
      int cases,
      int passed,
      int failed,
      int errored,
      @Nullable Baseline baseline,
      String run,
      Instant at) {}

  /**
   * Who fetched it.
   *
   * @param days that are looked back on
   * @param apps the first of them, those that fetched last first
   * @param busiestDayCalls calls of the busiest of these days
   * @param asOf when the rollout-service said so; absent while it never did
   * @param trouble why it could not be renewed; absent when it could
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Use(
      int days,
      List<Consumers.App> apps,
      int appCount,
      long busiestDayCalls,
      @Nullable Instant asOf,
      @Nullable String trouble) {}

  /**
   * Who is on call.
   *
   * @param acknowledgedAt absent while the owner has not acknowledged
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OnCall(String owner, String person, @Nullable Instant acknowledgedAt) {}

  static VersionPlan of(
      ForEnvironment one, Subject subject, @Nullable JsonNode impact, Instant now) {
    Promotion promotion = subject.promotion();
    VersionPlan plan =
        new VersionPlan(
            subject.prompt(),
            one.environment(),
            promotion == null ? null : promotion.fromVersion(),
            subject.version(),
            subject.digest(),
            Impact.of(impact),
            suite(subject.evidence().get(Evidence.Kind.SUITE)),
            promotion == null ? null : use(subject.usage()),
            onCall(one, subject.content()),
            promotion == null ? null : promotion.plan(),
            promotion == null ? null : promotion.rollbackVersion(),
            List.of());
    return plan.saying(PlanLines.of(plan, promotion == null ? null : promotion.rollback(), now));
  }

  private VersionPlan saying(List<String> words) {
    return new VersionPlan(
        prompt,
        environment,
        fromVersion,
        version,
        digest,
        impact,
        suite,
        use,
        onCall,
        rollout,
        back,
        words);
  }

  private static @Nullable Suite suite(@Nullable Evidence run) {
    return run == null
        ? null
        : new Suite(
            run.counts().cases(),
            run.counts().passed(),
            run.counts().failed(),
            run.counts().errored(),
            run.figures().baseline(),
            run.reference(),
            run.at());
  }

  private static Use use(@Nullable Usage usage) {
    if (usage == null) {
      return new Use(Usage.DAYS, List.of(), 0, 0, null, "the rollout-service was not asked yet");
    }
    Consumers consumers = usage.consumers();
    return consumers == null
        ? new Use(Usage.DAYS, List.of(), 0, 0, null, usage.trouble())
        : new Use(
            Usage.DAYS,
            consumers.consumers(),
            consumers.consumerCount(),
            consumers.busiestDay(),
            usage.asOf(),
            usage.trouble());
  }

  private static @Nullable OnCall onCall(ForEnvironment one, @Nullable ContentFacts content) {
    String owner = content == null ? null : content.owner();
    if (owner == null || owner.isBlank()) {
      return null;
    }
    return one.items().stream()
        .filter(item -> item.item() == ChecklistItem.OWNER_NOTIFIED)
        .flatMap(item -> item.statements().stream())
        .filter(s -> s.kind() == Statement.Kind.ACKNOWLEDGED && s.by().equals(owner))
        .findFirst()
        .map(s -> new OnCall(owner, Objects.requireNonNullElse(s.onCall(), owner), s.at()))
        .orElseGet(() -> new OnCall(owner, owner, null));
  }
}
