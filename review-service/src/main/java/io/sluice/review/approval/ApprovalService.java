package io.sluice.review.approval;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Caller;
import io.sluice.review.ReviewProblem;
import io.sluice.review.approval.Approval.Circumstances;
import io.sluice.review.breakglass.BrokenGlass;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeSignal;
import io.sluice.review.change.ChangeState;
import io.sluice.review.people.PeopleStore;
import io.sluice.review.people.Person;
import io.sluice.review.policy.PolicyInForce;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes reviewers' decisions. Each locks the change, so that none slips past a merge. */
@ApplicationScoped
public class ApprovalService {
  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final ShownService shown;
  private final PeopleStore people;
  private final TimelineStore timeline;
  private final BrokenGlassStore glasses;
  private final MeterRegistry metrics;

  @Inject
  ApprovalService(
      ChangeService changes,
      ApprovalStore approvals,
      ShownService shown,
      PeopleStore people,
      TimelineStore timeline,
      BrokenGlassStore glasses,
      MeterRegistry metrics) {
    this.glasses = glasses;
    this.changes = changes;
    this.approvals = approvals;
    this.shown = shown;
    this.people = people;
    this.timeline = timeline;
    this.metrics = metrics;
  }

  /**
   * An approval that is on record.
   *
   * @param isNew false when the person had given it before
   */
  public record Recorded(Approval approval, boolean isNew) {}

  /**
   * Records that the caller approves exactly this digest, with what was shown of it. That is put
   * together before the change is locked, so that many who approve at once do not wait for it.
   */
  public Uni<Recorded> approve(long number, String digest, Caller caller) {
    return changes
        .get(number)
        .invoke(change -> mayApprove(change, digest, caller))
        .chain(shown::shown)
        .chain(
            seen ->
                Panache.withTransaction(
                    () ->
                        changes
                            .lock(number)
                            .invoke(change -> mayApprove(change, digest, caller))
                            .call(change -> requireUnderReview(change, caller))
                            .call(() -> requireRight(caller))
                            .chain(change -> record(change, caller, seen))))
        .invoke(recorded -> count(recorded.isNew() ? "given" : "repeated"))
        .onFailure(ProblemException.class)
        .invoke(() -> count("refused"));
  }

  private Uni<Recorded> record(Change change, Caller caller, String seen) {
    Approval approval =
        new Approval(caller.subject(), changes.now(), change.digest(), caller.teams());
    return approvals
        .addOnce(change.number(), approval, seen)
        .chain(
            added ->
                added
                    ? timeline
                        .append(
                            change.number(),
                            entry(
                                change,
                                TimelineEvent.APPROVED,
                                caller,
                                "approved revision " + change.revision().number()))
                        .replaceWith(new Recorded(approval, true))
                    : approvals
                        .one(change.number(), caller.subject(), change.digest())
                        .map(earlier -> new Recorded(earlier, false)));
  }

  /** Takes the caller's approvals of a change back. Doing it twice is no error. */
  public Uni<Void> withdraw(long number, Caller caller) {
    return Panache.withTransaction(
            () ->
                changes
                    .lock(number)
                    .invoke(change -> requireUndecided(change, "its approvals stand"))
                    .chain(
                        change ->
                            approvals
                                .remove(number, caller.subject())
                                .chain(removed -> recordWithdrawal(change, caller, removed))))
        .invoke(() -> count("withdrawn"));
  }

  private Uni<Void> recordWithdrawal(Change change, Caller caller, long removed) {
    return removed == 0
        ? Uni.createFrom().voidItem()
        : timeline
            .append(
                change.number(),
                entry(
                    change,
                    TimelineEvent.APPROVAL_WITHDRAWN,
                    caller,
                    "no longer approves this change"))
            .replaceWithVoid();
  }

  /**
   * Rejects the change as it is now. One that landed without the approvals that it needed is rolled
   * back.
   *
   * @param digest what the reviewer looked at; null rejects whatever is there
   */
  public Uni<Change> reject(long number, @Nullable String digest, String reason, Caller caller) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(number)
                .invoke(
                    change -> {
                      requirePerson(caller);
                      if (digest != null) {
                        requireCurrent(change, digest);
                      }
                    })
                .chain(
                    change ->
                        change.state() == ChangeState.MERGED
                            ? refuseWhatLanded(change, reason, caller)
                            : changes.apply(
                                change, new ChangeSignal.Rejected(caller.subject(), reason))));
  }

  private Uni<Change> refuseWhatLanded(Change change, String reason, Caller caller) {
    return owed(change)
        .chain(
            glass ->
                glasses.move(
                    change.number(),
                    BrokenGlass.State.OWED,
                    BrokenGlass.State.ROLLING_BACK,
                    caller.subject() + " refused it: " + reason,
                    changes.now()))
        .chain(
            () ->
                timeline.append(
                    change.number(),
                    entry(
                        change,
                        TimelineEvent.GLASS_REFUSED,
                        caller,
                        "refuses what landed without approval; it is rolled back: " + reason)))
        .replaceWith(change);
  }

  /** Approvals of a change with what was shown when they were given, oldest first. */
  Uni<Page<ApprovalView>> page(long number, long after, int limit) {
    return changes
        .get(number)
        .chain(
            change ->
                Panache.withSession(
                    () ->
                        approvals
                            .of(number)
                            .chain(
                                given ->
                                    approvals
                                        .page(number, after, limit + 1)
                                        .map(kept -> page(change, given, kept, limit)))));
  }

  private Page<ApprovalView> page(
      Change change, Given given, List<ApprovalStore.Kept> kept, int limit) {
    Circumstances circumstances =
        new Circumstances(
            change.digest(),
            change.contributors(),
            PolicyInForce.of(
                    change.revision().comparison(),
                    change.proposal().promoteTo(),
                    Change.NO_ENVIRONMENT)
                .flatMap(PolicyInForce::approvalsExpire),
            changes.now());
    return Page.of(
        kept,
        limit,
        one -> Long.toString(one.id()),
        one -> {
          Approval approval = one.approval();
          Person approver = given.people().get(approval.by());
          return ApprovalView.of(approval, approval.standing(circumstances, approver))
              .shown(one.shown());
        });
  }

  private static void mayApprove(Change change, String digest, Caller caller) {
    requirePerson(caller);
    if (change.contributors().contains(caller.subject())) {
      throw new ProblemException(
          ReviewProblem.SELF_APPROVAL,
          "You %s this change, so somebody else has to approve it."
              .formatted(
                  caller.subject().equals(change.author()) ? "are the author of" : "pushed to"));
    }
    if (change.state() != ChangeState.OPEN && change.state() != ChangeState.MERGED) {
      throw notUnderReview(change);
    }
    requireCurrent(change, digest);
  }

  /** An open change is, and one that landed without the approvals that it needed. */
  private Uni<Void> requireUnderReview(Change change, Caller caller) {
    return change.state() == ChangeState.OPEN
        ? Uni.createFrom().voidItem()
        : owed(change)
            .invoke(
                glass -> {
                  if (glass.by().equals(caller.subject())) {
                    throw new ProblemException(
                        ReviewProblem.SELF_APPROVAL,
                        "You broke the glass for this change, so somebody else has to review it.");
                  }
                })
            .replaceWithVoid();
  }

  private Uni<BrokenGlass> owed(Change change) {
    return glasses
        .of(change.number())
        .map(
            found ->
                found
                    .filter(glass -> glass.state() == BrokenGlass.State.OWED)
                    .orElseThrow(() -> notUnderReview(change)));
  }

  private static ProblemException notUnderReview(Change change) {
    return new ProblemException(
        ReviewProblem.STATE_CONFLICT,
        "Change %d is %s; only an open change can be approved or rejected."
            .formatted(change.number(), change.state().wireName()));
  }

  /** The token said reviewer; the directory may know better by now. */
  private Uni<Void> requireRight(Caller caller) {
    return people
        .one(caller.subject())
        .invoke(
            found ->
                found
                    .flatMap(Person::mayNotReview)
                    .ifPresent(
                        why -> {
                          throw new ProblemException(ReviewProblem.RIGHT_LOST, why + ".");
                        }))
        .replaceWithVoid();
  }

  private static void requirePerson(Caller caller) {
    if (caller.isMachine()) {
      throw new ProblemException(
          ReviewProblem.MACHINE_APPROVAL,
          "Your token is an application's or a service's; a person has to decide.");
    }
  }

  private static void requireCurrent(Change change, String digest) {
    if (!change.digest().equals(digest)) {
      throw new ProblemException(
          ReviewProblem.STALE_DIGEST,
          "The change is now %s (revision %d). Look at it again and name that digest."
              .formatted(change.digest(), change.revision().number()));
    }
  }

  private static void requireUndecided(Change change, String otherwise) {
    if (change.state() == ChangeState.MERGING || change.state() == ChangeState.MERGED) {
      throw new ProblemException(
          ReviewProblem.STATE_CONFLICT,
          "Change %d is %s; %s.".formatted(change.number(), change.state().wireName(), otherwise));
    }
  }

  private TimelineEntry entry(Change change, TimelineEvent event, Caller caller, String detail) {
    return new TimelineEntry(
        event,
        caller.subject(),
        changes.now(),
        change.revision().number(),
        change.digest(),
        detail);
  }

  private void count(String outcome) {
    metrics.counter("sluice_approvals", "outcome", outcome).increment();
  }
}
