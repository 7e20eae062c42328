package io.sluice.review.merge;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
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
import io.sluice.review.people.PeopleStore;
import io.sluice.review.requirement.BreakGlass;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Submission;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides merges: everything is checked again under the change's lock, then the intent is kept. */
@ApplicationScoped
public class MergeService {
  private static final Logger LOG = Logger.getLogger(MergeService.class);

  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final ChecklistService checklists;
  private final MergeIntentStore intents;
  private final AttestationService attestations;
  private final MergeDriver driver;
  private final AuditService audit;
  private final PeopleStore people;
  private final TimelineStore timeline;

  @Inject
  MergeService(
      ChangeService changes,
      ApprovalStore approvals,
      ChecklistService checklists,
      MergeIntentStore intents,
      AttestationService attestations,
      MergeDriver driver,
      AuditService audit,
      PeopleStore people,
      TimelineStore timeline) {
    this.people = people;
    this.timeline = timeline;
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

  /** Whether a merge is still wanted; asked under the change's lock, fails when it is not. */
  @FunctionalInterface
  interface Mandate {
    Uni<Void> require();
  }

  /**
   * A merge that somebody asks for.
   *
   * @param by subject
   * @param glassReason why approvals are to be done without; null when they are not
   */
  private record Order(
      long change, String digest, String by, Mandate mandate, @Nullable String glassReason) {}

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
    return merge(new Order(number, digest, by, () -> Uni.createFrom().voidItem(), null));
  }

  /** The same for a merge that was asked for some time ago. */
  Uni<MergeOutcome> merge(long number, String digest, String by, Mandate mandate) {
    return merge(new Order(number, digest, by, mandate, null));
  }

  /**
   * Merges a change in an emergency, without the approvals, checklist and times that it needs.
   * Main's policy has to let this operator. The change owes a review from then on.
   *
   * @param reason theirs; it is signed with the merge
   */
  Uni<MergeOutcome> breakGlass(long number, String digest, String by, String reason) {
    return merge(new Order(number, digest, by, () -> Uni.createFrom().voidItem(), reason));
  }

  private Uni<MergeOutcome> merge(Order order) {
    return changes
        .get(order.change())
        .chain(this::refresh)
        .chain(() -> Panache.withTransaction(() -> decide(order)))
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

  private Uni<Decision> decide(Order order) {
    long number = order.change();
    String digest = order.digest();
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
                    order
                        .mandate()
                        .require()
                        .chain(() -> approvals.of(number))
                        .call(given -> requireWitnessed(change, given))
                        .chain(
                            given ->
                                checklists
                                    .of(change, change.revision().comparison())
                                    .chain(checklist -> intend(change, given, checklist, order)));
              };
            });
  }

  /** An approval that somebody wrote into the database is none. */
  private Uni<Void> requireWitnessed(Change change, Given given) {
    return audit.requireWitnessed(
        change.number(), change.digest(), given.approversOf(change.digest()));
  }

  private Uni<Decision> intend(Change change, Given given, Checklist checklist, Order order) {
    Instant now = changes.now();
    Submission submission = Submission.of(change, given, checklist.gates(), now);
    return objection(submission, order)
        .chain(
            objection -> {
              if (objection.isPresent()) {
                throw objection.get();
              }
              return sayIfBroken(change, submission, order, now);
            })
        .chain(() -> record(change, submission, order, now));
  }

  private Uni<Optional<ProblemException>> objection(Submission submission, Order order) {
    String reason = order.glassReason();
    return reason == null
        ? Uni.createFrom().item(MergeGate.objection(submission))
        : people
            .oneOrStranger(order.by())
            .map(person -> MergeGate.objection(submission, new BreakGlass(person, reason)));
  }

  /** Loud, and in the transaction that decides it. */
  private Uni<Void> sayIfBroken(Change change, Submission submission, Order order, Instant now) {
    if (order.glassReason() == null) {
      return Uni.createFrom().voidItem();
    }
    String unmet =
        MergeGate.unmet(submission).stream()
            .map(RequirementResult::name)
            .collect(Collectors.joining(", "));
    LOG.errorf(
        "Change %d: %s breaks the glass. %s", change.number(), order.by(), order.glassReason());
    return timeline
        .append(
            change.number(),
            new TimelineEntry(
                TimelineEvent.GLASS_BROKEN,
                order.by(),
                now,
                change.revision().number(),
                change.digest(),
                "broke the glass: %s Not met: %s."
                    .formatted(order.glassReason(), unmet.isEmpty() ? "nothing" : unmet)))
        .replaceWithVoid();
  }

  private Uni<Decision> record(Change change, Submission submission, Order order, Instant now) {
    // Git keeps whole seconds, and the commit has to come out the same on every attempt.
    Instant mergedAt = now.truncatedTo(ChronoUnit.SECONDS);
    String attestation =
        attestations.sign(
            MergeAttestation.of(change, submission, order.by(), mergedAt, order.glassReason()));
    MergeIntent intent =
        new MergeIntent(
            0,
            change.number(),
            MergeIntent.State.ACTIVE,
            change.digest(),
            submission.comparison().mainHead(),
            order.by(),
            mergedAt,
            attestation,
            order.glassReason());
    return changes
        .apply(change, new ChangeSignal.MergeStarted(order.by()))
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
