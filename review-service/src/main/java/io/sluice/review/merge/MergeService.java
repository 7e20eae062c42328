package io.sluice.review.merge;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.approval.Approval;
import io.sluice.review.approval.ApprovalStore;
import io.sluice.review.approval.Given;
import io.sluice.review.attestation.AttestationService;
import io.sluice.review.audit.AuditService;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeSignal;
import io.sluice.review.change.ChangeState;
import io.sluice.review.checklist.Checklist;
import io.sluice.review.checklist.ChecklistService;
import io.sluice.review.requirement.Submission;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Decides merges: everything is checked again under the change's lock, then the intent is kept. */
@ApplicationScoped
public class MergeService {
  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final ChecklistService checklists;
  private final MergeIntentStore intents;
  private final AttestationService attestations;
  private final MergeDriver driver;
  private final AuditService audit;

  @Inject
  MergeService(
      ChangeService changes,
      ApprovalStore approvals,
      ChecklistService checklists,
      MergeIntentStore intents,
      AttestationService attestations,
      MergeDriver driver,
      AuditService audit) {
    this.audit = audit;
    this.changes = changes;
    this.approvals = approvals;
    this.checklists = checklists;
    this.intents = intents;
    this.attestations = attestations;
    this.driver = driver;
  }

  /** What deciding led to. */
  private sealed interface Decision {
    /** An intent, made now or by an earlier request, that is to be carried out. */
    record Intended(MergeIntent intent) implements Decision {}

    /** The same merge was done before. */
    record AlreadyMerged(Change change) implements Decision {}
  }

  /**
   * Merges a change if every requirement is met for exactly this digest. Safe to repeat.
   *
   * <p>Fails with {@link ReviewProblem#REQUIREMENTS_UNMET}, {@link ReviewProblem#STALE_DIGEST},
   * {@link ReviewProblem#STATE_CONFLICT} or {@link ReviewProblem#MERGE_REFUSED}; when the registry
   * cannot be asked what the branch is now, nothing is recorded and the failure is a 503.
   *
   * @param by subject who merges it
   */
  Uni<MergeOutcome> merge(long number, String digest, String by) {
    return changes
        .get(number)
        .chain(this::refresh)
        .chain(() -> Panache.withTransaction(() -> decide(number, digest, by)))
        .chain(
            decision ->
                switch (decision) {
                  case Decision.Intended intended -> driver.drive(intended.intent());
                  case Decision.AlreadyMerged merged ->
                      Uni.createFrom().item(new MergeOutcome.Merged(merged.change()));
                });
  }

  /** What is decided on is what the registry says now, not what it said a second ago. */
  private Uni<Void> refresh(Change change) {
    return change.state() == ChangeState.OPEN
        ? changes.track(change.branch()).replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private Uni<Decision> decide(long number, String digest, String by) {
    return changes
        .lock(number)
        .chain(
            change -> {
              if (change.state() == ChangeState.REJECTED || change.state() == ChangeState.CLOSED) {
                throw new ProblemException(
                    ReviewProblem.STATE_CONFLICT,
                    "Change %d is %s and cannot be merged."
                        .formatted(number, change.state().wireName()));
              }
              if (!change.digest().equals(digest)) {
                throw new ProblemException(
                    ReviewProblem.STALE_DIGEST,
                    "The change is now %s (revision %d). Look at it again and name that digest."
                        .formatted(change.digest(), change.revision().number()));
              }
              return switch (change.state()) {
                case MERGED -> Uni.createFrom().<Decision>item(new Decision.AlreadyMerged(change));
                case MERGING -> intents.active(number).map(found -> intended(found.orElseThrow()));
                case OPEN, REJECTED, CLOSED ->
                    approvals
                        .of(number)
                        .call(given -> requireWitnessed(change, given))
                        .chain(
                            given ->
                                checklists
                                    .of(change, change.revision().comparison())
                                    .chain(checklist -> intend(change, given, checklist, by)));
              };
            });
  }

  /** An approval that somebody wrote into the database is none. */
  private Uni<Void> requireWitnessed(Change change, Given given) {
    return audit.requireWitnessed(
        change.number(),
        change.digest(),
        given.approvals().stream()
            .filter(approval -> approval.digest().equals(change.digest()))
            .map(Approval::by)
            .toList());
  }

  private Uni<Decision> intend(Change change, Given given, Checklist checklist, String by) {
    Instant now = changes.now();
    Submission submission = Submission.of(change, given, checklist.gates(), now);
    MergeGate.objection(submission)
        .ifPresent(
            objection -> {
              throw objection;
            });
    // Git keeps whole seconds, and the commit has to come out the same on every attempt.
    Instant mergedAt = now.truncatedTo(ChronoUnit.SECONDS);
    String attestation = attestations.sign(MergeAttestation.of(change, submission, by, mergedAt));
    MergeIntent intent =
        new MergeIntent(
            0,
            change.number(),
            MergeIntent.State.ACTIVE,
            change.digest(),
            submission.comparison().mainHead(),
            by,
            mergedAt,
            attestation);
    return changes
        .apply(change, new ChangeSignal.MergeStarted(by))
        .chain(() -> intents.add(intent, change.head(), now))
        .map(MergeService::intended);
  }

  private static Decision intended(MergeIntent intent) {
    return new Decision.Intended(intent);
  }

  /** The attestation that a merged change landed with, as it was signed. */
  Uni<String> attestation(long number) {
    return changes
        .get(number)
        .invoke(
            change -> {
              if (change.state() != ChangeState.MERGED) {
                throw notAttested(number);
              }
            })
        .chain(() -> Panache.withSession(() -> intents.newest(number)))
        .map(found -> found.map(MergeIntent::attestation).orElseThrow(() -> notAttested(number)));
  }

  private static ProblemException notAttested(long number) {
    return new ProblemException(
        ReviewProblem.NOT_ATTESTED,
        "Change " + number + " is not merged; what is not merged has no attestation.");
  }
}
