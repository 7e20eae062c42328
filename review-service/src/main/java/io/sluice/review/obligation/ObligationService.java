package io.sluice.review.obligation;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.review.approval.Approval;
import io.sluice.review.approval.ApprovalStore;
import io.sluice.review.audit.AuditService;
import io.sluice.review.breakglass.BrokenGlass;
import io.sluice.review.breakglass.BrokenGlass.State;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.requirement.Requirement;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Submission;
import io.sluice.review.rollout.KnownRollout;
import io.sluice.review.rollout.RolloutClient;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Settles what a broken glass owes. The review is the one that was skipped: the same approvals, by
 * people who neither had a hand in the change nor broke the glass. Without it in time, or when
 * somebody refuses, every environment goes back to what it ran before.
 */
@ApplicationScoped
public class ObligationService {
  private final BrokenGlassStore glasses;
  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final AuditService audit;
  private final TimelineStore timeline;
  private final RolloutClient rollouts;

  @Inject
  ObligationService(
      BrokenGlassStore glasses,
      ChangeService changes,
      ApprovalStore approvals,
      AuditService audit,
      TimelineStore timeline,
      RolloutClient rollouts) {
    this.glasses = glasses;
    this.changes = changes;
    this.approvals = approvals;
    this.audit = audit;
    this.timeline = timeline;
    this.rollouts = rollouts;
  }

  /** Takes one a step further. Any number of replicas may do it at once. */
  Uni<Void> settle(BrokenGlass glass) {
    return switch (glass.state()) {
      case OWED -> Panache.withTransaction(() -> review(glass));
      case ROLLING_BACK -> rollBack(glass);
      case REVIEWED, ROLLED_BACK -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> review(BrokenGlass glass) {
    return changes
        .lock(glass.change())
        .chain(
            change ->
                approvals
                    .of(glass.change())
                    .chain(
                        given -> {
                          Submission submission =
                              Submission.of(change, given, List.of(), changes.now())
                                  .withContributor(glass.by());
                          RequirementResult result = Requirement.approval(submission);
                          if (result.isMet()) {
                            return reviewed(change, submission, result);
                          }
                          return changes.now().isBefore(glass.dueAt())
                              ? Uni.createFrom().voidItem()
                              : overdue(change, glass, result);
                        }));
  }

  private Uni<Void> reviewed(Change change, Submission submission, RequirementResult result) {
    List<String> by = submission.countingApprovals().stream().map(Approval::by).toList();
    return audit
        .requireWitnessed(change.number(), change.digest(), by)
        .chain(
            () ->
                move(
                    change,
                    State.OWED,
                    State.REVIEWED,
                    TimelineEvent.GLASS_REVIEWED,
                    "was reviewed after it had landed: " + result.reason()));
  }

  private Uni<Void> overdue(Change change, BrokenGlass glass, RequirementResult result) {
    return move(
        change,
        State.OWED,
        State.ROLLING_BACK,
        TimelineEvent.GLASS_OVERDUE,
        "was not reviewed until %s and is rolled back: %s"
            .formatted(glass.dueAt(), result.reason()));
  }

  /** Traffic and Git are the rollout-service's: it is asked until no environment runs it. */
  private Uni<Void> rollBack(BrokenGlass glass) {
    return changes
        .get(glass.change())
        .chain(
            change -> {
              List<Promotion> promotions =
                  Objects.requireNonNullElse(
                      change.revision().comparison().promotions(), List.<Promotion>of());
              List<String> waiting = new ArrayList<>();
              return InTurn.each(
                      promotions,
                      promotion ->
                          takeBack(promotion, glass)
                              .invoke(why -> why.ifPresent(waiting::add))
                              .replaceWithVoid())
                  .chain(
                      () ->
                          Panache.withTransaction(
                              () ->
                                  waiting.isEmpty()
                                      ? rolledBack(change, promotions)
                                      : glasses.note(glass.change(), String.join("; ", waiting))));
            });
  }

  /** Empty once the environment runs something else; otherwise what is being waited for. */
  private Uni<Optional<String>> takeBack(Promotion promotion, BrokenGlass glass) {
    String name =
        "%s@%d in %s".formatted(promotion.prompt(), promotion.version(), promotion.environment());
    return rollouts
        .rollouts(promotion.prompt())
        .chain(
            known -> {
              Optional<KnownRollout> its =
                  known.stream()
                      .filter(r -> r.brings(promotion.environment(), promotion.version()))
                      .findFirst();
              if (its.isEmpty()) {
                return waiting(name + ": the rollout-service has not seen it yet");
              }
              if (its.get().isGone()) {
                return Uni.createFrom().item(Optional.<String>empty());
              }
              return its.get().isGoing()
                  ? waiting(name + ": traffic is back, Git follows")
                  : rollouts
                      .rollBack(its.get().number(), reason(glass))
                      .chain(() -> waiting(name + ": is being rolled back"));
            })
        .onFailure()
        .recoverWithItem(
            e -> Optional.of(name + " could not be rolled back yet: " + e.getMessage()));
  }

  private static Uni<Optional<String>> waiting(String why) {
    return Uni.createFrom().item(Optional.of(why));
  }

  private static String reason(BrokenGlass glass) {
    return "Change %d landed by breaking the glass, and the review that it owes is not there."
        .formatted(glass.change());
  }

  private Uni<Void> rolledBack(Change change, List<Promotion> promotions) {
    return move(
        change,
        State.ROLLING_BACK,
        State.ROLLED_BACK,
        TimelineEvent.GLASS_ROLLED_BACK,
        promotions.isEmpty()
            ? "promoted nothing, so nothing runs that could be rolled back; a change request has to"
                + " take it off main"
            : "is rolled back: no environment runs it any more");
  }

  private Uni<Void> move(Change change, State from, State to, TimelineEvent event, String detail) {
    return glasses
        .move(change.number(), from, to, detail, changes.now())
        .chain(
            moved ->
                moved
                    ? timeline
                        .append(
                            change.number(),
                            new TimelineEntry(
                                event,
                                TimelineEntry.SERVICE,
                                changes.now(),
                                change.revision().number(),
                                change.digest(),
                                detail))
                        .replaceWithVoid()
                    : Uni.createFrom().voidItem());
  }
}
