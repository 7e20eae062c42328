package io.sluice.review.checklist;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Caller;
import io.sluice.review.ReviewProblem;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeState;
import io.sluice.review.checklist.Statement.Kind;
import io.sluice.review.registry.ContentFacts;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes people's words about items. Each locks the change, so that none slips past a merge, and is
 * bound to the digest that the person saw.
 */
@ApplicationScoped
public class StatementService {
  private final ChangeService changes;
  private final ChecklistService checklists;
  private final StatementStore statements;
  private final TimelineStore timeline;
  private final MeterRegistry metrics;

  @Inject
  StatementService(
      ChangeService changes,
      ChecklistService checklists,
      StatementStore statements,
      TimelineStore timeline,
      MeterRegistry metrics) {
    this.changes = changes;
    this.checklists = checklists;
    this.statements = statements;
    this.timeline = timeline;
    this.metrics = metrics;
  }

  /** Records that a person vouches for an item. */
  Uni<Statement> attest(
      long number, ChecklistItem item, AttestationRequest request, Caller caller) {
    Said said = new Said(request.note(), request.link(), null);
    return Panache.withTransaction(
            () ->
                changes
                    .lock(number)
                    .invoke(change -> mayState(change, request.digest(), caller))
                    .invoke(change -> mayAttest(change, item, request.link(), caller))
                    .chain(
                        change ->
                            record(
                                change,
                                statement(item, Kind.ATTESTED, change, caller, said),
                                TimelineEvent.ATTESTED)))
        .invoke(this::count);
  }

  /** Records that a person takes it on themselves that an item is not met. */
  Uni<Statement> waive(long number, ChecklistItem item, WaiverRequest request, Caller caller) {
    Said said = new Said(request.reason(), null, null);
    return Panache.withTransaction(
            () ->
                changes
                    .lock(number)
                    .invoke(change -> mayState(change, request.digest(), caller))
                    .call(
                        change ->
                            checklists
                                .of(change, change.revision().comparison())
                                .invoke(checklist -> mayWaive(change, checklist, item, caller)))
                    .chain(
                        change ->
                            record(
                                change,
                                statement(item, Kind.WAIVED, change, caller, said),
                                TimelineEvent.WAIVED)))
        .invoke(this::count);
  }

  /** Records that the owner of a prompt knows of the change and is on call for it. */
  Uni<Statement> acknowledge(long number, AcknowledgementRequest request, Caller caller) {
    ChecklistItem item = ChecklistItem.OWNER_NOTIFIED;
    Said said = new Said(Objects.requireNonNullElse(request.note(), ""), null, request.onCall());
    return Panache.withTransaction(
            () ->
                changes
                    .lock(number)
                    .invoke(change -> mayState(change, request.digest(), caller))
                    .call(
                        change ->
                            checklists
                                .of(change, change.revision().comparison())
                                .invoke(checklist -> isOwner(checklist, caller)))
                    .chain(
                        change ->
                            record(
                                change,
                                statement(item, Kind.ACKNOWLEDGED, change, caller, said),
                                TimelineEvent.ACKNOWLEDGED)))
        .invoke(this::count);
  }

  /** Takes the caller's own word back. Doing it twice is no error. */
  Uni<Void> withdraw(long number, ChecklistItem item, Kind kind, Caller caller) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(number)
                .invoke(StatementService::requireUndecided)
                .chain(
                    change ->
                        statements
                            .remove(number, item, kind, caller.subject())
                            .chain(
                                removed ->
                                    removed
                                        ? timeline
                                            .append(number, withdrawal(change, item, kind, caller))
                                            .replaceWithVoid()
                                        : Uni.createFrom().voidItem())));
  }

  private Uni<Statement> record(Change change, Statement statement, TimelineEvent event) {
    String words = statement.words().isBlank() ? "is on call" : statement.words();
    return statements
        .put(change.number(), statement)
        .chain(
            () ->
                timeline.append(
                    change.number(),
                    entry(
                        change, event, statement.by(), statement.item().wireName() + ": " + words)))
        .replaceWith(statement);
  }

  private void count(Statement statement) {
    metrics.counter("sluice_checklist_statements", "kind", statement.kind().wireName()).increment();
  }

  /** What a person put into a request. */
  private record Said(String note, @Nullable String link, @Nullable String onCall) {}

  private Statement statement(
      ChecklistItem item, Kind kind, Change change, Caller caller, Said said) {
    return new Statement(
        item,
        kind,
        caller.subject(),
        change.digest(),
        said.note().strip(),
        said.link(),
        said.onCall(),
        caller.roles(),
        changes.now());
  }

  private static void mayState(Change change, String digest, Caller caller) {
    if (caller.isMachine()) {
      throw new ProblemException(
          ReviewProblem.MACHINE_APPROVAL,
          "Your token is an application's or a service's; a person has to say this.");
    }
    requireUndecided(change);
    if (!change.digest().equals(digest)) {
      throw new ProblemException(
          ReviewProblem.STALE_DIGEST,
          "The change is now %s (revision %d). Look at it again and name that digest."
              .formatted(change.digest(), change.revision().number()));
    }
  }

  private static void requireUndecided(Change change) {
    if (change.state() != ChangeState.OPEN && change.state() != ChangeState.REJECTED) {
      throw new ProblemException(
          ReviewProblem.STATE_CONFLICT,
          "Change %d is %s; its checklist is closed."
              .formatted(change.number(), change.state().wireName()));
    }
  }

  private static void mayAttest(
      Change change, ChecklistItem item, @Nullable String link, Caller caller) {
    switch (item.statedBy()) {
      case NOBODY ->
          throw new ProblemException(
              ReviewProblem.NOT_ATTESTABLE,
              "'%s' is established by evidence, not by anybody's word. Run what it asks for; its"
                      .formatted(item.wireName())
                  + " reason says what that is.");
      case THE_OWNER ->
          throw new ProblemException(
              ReviewProblem.NOT_ATTESTABLE,
              "The owner acknowledges it: POST /v1/changes/%d/acknowledgement."
                  .formatted(change.number()));
      case WHO_HAD_NO_HAND_IN_IT -> requireNoHand(change, caller);
      case ANYONE -> {}
    }
    if (item == ChecklistItem.ERROR_ALERT && link == null) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST, "'link' is required: where the alert is defined.");
    }
  }

  private static void requireNoHand(Change change, Caller caller) {
    if (change.contributors().contains(caller.subject())) {
      throw new ProblemException(
          ReviewProblem.SELF_APPROVAL,
          "You contributed to this change, so somebody else has to say this.");
    }
  }

  private static void mayWaive(
      Change change, Checklist checklist, ChecklistItem item, Caller caller) {
    requireNoHand(change, caller);
    Set<String> roles =
        checklist.environments().stream()
            .filter(one -> one.policy().waivable().contains(item))
            .map(one -> one.policy().waivedBy())
            .collect(Collectors.toCollection(TreeSet::new));
    if (roles.isEmpty()) {
      throw new ProblemException(
          ReviewProblem.NOT_WAIVABLE,
          "main's sluice.yaml lets nobody waive '%s' here ('waivable')."
              .formatted(item.wireName()));
    }
    if (roles.stream().noneMatch(caller.roles()::contains)) {
      throw new ProblemException(
          ReviewProblem.NOT_WAIVABLE,
          "main's sluice.yaml lets only %s waive '%s' here."
              .formatted(String.join(" or ", roles), item.wireName()));
    }
  }

  private static void isOwner(Checklist checklist, Caller caller) {
    List<String> owners =
        checklist.environments().stream()
            .flatMap(one -> one.subjects().stream())
            .map(Subject::content)
            .filter(Objects::nonNull)
            .map(ContentFacts::owner)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    if (!owners.contains(caller.subject())) {
      throw new ProblemException(
          ReviewProblem.NOT_OWNER,
          "Only the owner acknowledges: %s.".formatted(String.join(", ", owners)));
    }
  }

  private TimelineEntry withdrawal(Change change, ChecklistItem item, Kind kind, Caller caller) {
    TimelineEvent event =
        switch (kind) {
          case ATTESTED -> TimelineEvent.ATTESTATION_WITHDRAWN;
          case WAIVED -> TimelineEvent.WAIVER_WITHDRAWN;
          case ACKNOWLEDGED -> TimelineEvent.ACKNOWLEDGEMENT_WITHDRAWN;
        };
    return entry(change, event, caller.subject(), item.wireName());
  }

  private TimelineEntry entry(Change change, TimelineEvent event, String by, String detail) {
    return new TimelineEntry(
        event, by, changes.now(), change.revision().number(), change.digest(), detail);
  }
}
