package io.sluice.review.merge;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.approval.ApprovalStore;
import io.sluice.review.attestation.AttestationService;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeSignal;
import io.sluice.review.change.ChangeState;
import io.sluice.review.checklist.ChecklistService;
import io.sluice.review.merge.MergeIntent.State;
import io.sluice.review.people.PeopleStore;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.MergeAnswer;
import io.sluice.review.registry.RegistryClient;
import io.sluice.review.requirement.BreakGlass;
import io.sluice.review.requirement.Submission;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Carries out a recorded intent. Any number of drivers may work on one intent at the same time and
 * any of them may die at any step: the registry merges a change at most once, and what the registry
 * said is written under the change's lock.
 */
@ApplicationScoped
public class MergeDriver {
  private static final Logger LOG = Logger.getLogger(MergeDriver.class);

  /** Main may move this often under one request; then the reconciler goes on. */
  private static final int MAX_ATTEMPTS = 5;

  private final RegistryClient registry;
  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final ChecklistService checklists;
  private final MergeIntentStore intents;
  private final AttestationService attestations;
  private final MeterRegistry metrics;
  private final PeopleStore people;
  private final BrokenGlassStore glasses;
  private final Duration reviewWithin;

  @Inject
  MergeDriver(
      RegistryClient registry,
      ChangeService changes,
      ApprovalStore approvals,
      ChecklistService checklists,
      MergeIntentStore intents,
      AttestationService attestations,
      MeterRegistry metrics,
      PeopleStore people,
      BrokenGlassStore glasses,
      @ConfigProperty(name = "sluice.break-glass.review-within") Duration reviewWithin) {
    this.people = people;
    this.glasses = glasses;
    this.reviewWithin = reviewWithin;
    this.registry = registry;
    this.changes = changes;
    this.approvals = approvals;
    this.checklists = checklists;
    this.intents = intents;
    this.attestations = attestations;
    this.metrics = metrics;
  }

  /** Asks the registry until it says yes or no, or does not answer. */
  Uni<MergeOutcome> drive(MergeIntent intent) {
    return drive(intent, MAX_ATTEMPTS)
        .onFailure(MergeDriver::isOutage)
        .recoverWithUni(
            e -> {
              LOG.infof("Merge of change %d waits: %s", intent.change(), e.getMessage());
              return pending(intent);
            })
        .invoke(this::count);
  }

  private Uni<MergeOutcome> drive(MergeIntent intent, int attempts) {
    if (attempts == 0) {
      return pending(intent);
    }
    return registry
        .merge(intent.attestation(), intent.parent())
        .chain(
            answer ->
                switch (answer) {
                  case MergeAnswer.Merged merged -> finish(intent, merged.commit());
                  case MergeAnswer.Refused refused -> failUnlessMerged(intent, refusal(refused));
                  case MergeAnswer.MainMoved moved -> followMain(intent, attempts);
                });
  }

  /** Main moved: the same attestation may land on the new main if it still says the truth. */
  private Uni<MergeOutcome> followMain(MergeIntent intent, int attempts) {
    return changes
        .get(intent.change())
        .chain(change -> registry.comparison(change.branch(), change.proposal().promoteTo()))
        .chain(
            found ->
                found.isEmpty()
                    ? withoutBranch(intent)
                    : Panache.withTransaction(() -> aimAt(intent, found.get()))
                        .chain(
                            problem ->
                                problem.isPresent()
                                    ? failUnlessMerged(intent, problem.get())
                                    : drive(intent.onto(found.get().mainHead()), attempts - 1)));
  }

  private Uni<MergeOutcome> withoutBranch(MergeIntent intent) {
    return failUnlessMerged(
        intent,
        new ProblemException(
            ReviewProblem.MERGE_REFUSED, "The branch was deleted before it could be merged."));
  }

  /**
   * What stands in the way may be this very change: another driver of the same intent got it onto
   * main in the meantime, and then it is neither stale nor is its branch needed.
   */
  private Uni<MergeOutcome> failUnlessMerged(MergeIntent intent, ProblemException why) {
    return registry
        .mergeOf(intent.change())
        .chain(commit -> commit.isPresent() ? finish(intent, commit.get()) : fail(intent, why));
  }

  /** Moves the intent onto the new main, or says why it must not be merged there. */
  private Uni<Optional<ProblemException>> aimAt(MergeIntent intent, Comparison fresh) {
    return changes
        .lock(intent.change())
        .chain(
            change ->
                approvals
                    .of(intent.change())
                    .chain(
                        given ->
                            checklists
                                .of(change, fresh)
                                .chain(
                                    checklist ->
                                        objection(
                                            intent,
                                            change,
                                            Submission.of(
                                                change,
                                                fresh,
                                                given,
                                                checklist.gates(),
                                                changes.now())))))
        .call(
            objection ->
                objection.isPresent()
                    ? Uni.createFrom().voidItem()
                    : intents.moveOnto(intent.id(), fresh.mainHead(), changes.now()));
  }

  private Uni<Optional<ProblemException>> objection(
      MergeIntent intent, Change change, Submission submission) {
    return unmet(intent, submission)
        .map(unmet -> unmet.isPresent() ? unmet : untrue(intent, change, submission));
  }

  private Uni<Optional<ProblemException>> unmet(MergeIntent intent, Submission submission) {
    String reason = intent.glassReason();
    return reason == null
        ? Uni.createFrom().item(MergeGate.objection(submission))
        : people
            .oneOrStranger(intent.mergedBy())
            .map(person -> MergeGate.objection(submission, new BreakGlass(person, reason)));
  }

  private Optional<ProblemException> untrue(
      MergeIntent intent, Change change, Submission submission) {
    boolean stillTrue =
        attestations.states(
            intent.attestation(),
            MergeAttestation.of(
                change, submission, intent.mergedBy(), intent.mergedAt(), intent.glassReason()));
    return stillTrue
        ? Optional.empty()
        : Optional.of(
            new ProblemException(
                ReviewProblem.STALE_DIGEST,
                "Main moved, and merging would now do something else than what was approved. Look"
                    + " at the change again."));
  }

  private Uni<MergeOutcome> finish(MergeIntent intent, String commit) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(intent.change())
                .call(() -> intents.end(intent.id(), State.MERGED, commit, changes.now()))
                .call(() -> owe(intent))
                .chain(change -> changes.apply(change, new ChangeSignal.Merged(commit)))
                .map(MergeOutcome.Merged::new));
  }

  /** What landed without its approvals owes a review. Recording it twice changes nothing. */
  private Uni<Void> owe(MergeIntent intent) {
    String reason = intent.glassReason();
    return reason == null
        ? Uni.createFrom().voidItem()
        : glasses
            .owe(
                intent.change(),
                intent.mergedBy(),
                reason,
                intent.mergedAt(),
                intent.mergedAt().plus(reviewWithin))
            .replaceWithVoid();
  }

  private Uni<MergeOutcome> fail(MergeIntent intent, ProblemException why) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(intent.change())
                .chain(
                    change ->
                        intents
                            .end(intent.id(), State.FAILED, describe(why), changes.now())
                            .chain(ended -> afterFailure(change, ended, why))));
  }

  private Uni<MergeOutcome> afterFailure(Change change, boolean ended, ProblemException why) {
    if (!ended && change.state() == ChangeState.MERGED) {
      // Another driver of the same intent got it through in the meantime.
      return Uni.createFrom().item(new MergeOutcome.Merged(change));
    }
    Uni<Change> reopened =
        ended
            ? changes.apply(change, new ChangeSignal.MergeFailed(describe(why)))
            : Uni.createFrom().item(change);
    return reopened.replaceWith(new MergeOutcome.Failed(why));
  }

  private Uni<MergeOutcome> pending(MergeIntent intent) {
    return changes.get(intent.change()).map(MergeOutcome.Pending::new);
  }

  private static ProblemException refusal(MergeAnswer.Refused refused) {
    return new ProblemException(ReviewProblem.MERGE_REFUSED, refused.detail(), refused.reasons());
  }

  private static String describe(ProblemException why) {
    String reasons =
        why.errors().stream().map(ProblemDetail::detail).collect(Collectors.joining("; "));
    return reasons.isEmpty() ? String.valueOf(why.getMessage()) : why.getMessage() + " " + reasons;
  }

  private static boolean isOutage(Throwable e) {
    return e instanceof ProblemException problem && problem.retryAfterSeconds() != null;
  }

  private void count(MergeOutcome outcome) {
    String name =
        switch (outcome) {
          case MergeOutcome.Merged merged -> "merged";
          case MergeOutcome.Pending pending -> "pending";
          case MergeOutcome.Failed failed -> "failed";
        };
    metrics.counter("sluice_merges", "outcome", name).increment();
  }
}
