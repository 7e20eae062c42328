package io.sluice.review.merge;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.review.approval.ApprovalStore;
import io.sluice.review.audit.AuditService;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.checklist.ChecklistService;
import io.sluice.review.requirement.Submission;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Knows what is being merged, what waits for it, and why. */
@ApplicationScoped
public class MergeQueueService {
  /** So many of each kind are shown. */
  private static final int MAX_SHOWN = 200;

  private final MergeIntentStore intents;
  private final AutoMergeStore wishes;
  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final ChecklistService checklists;
  private final AuditService audit;

  @Inject
  MergeQueueService(
      MergeIntentStore intents,
      AutoMergeStore wishes,
      ChangeService changes,
      ApprovalStore approvals,
      ChecklistService checklists,
      AuditService audit) {
    this.audit = audit;
    this.intents = intents;
    this.wishes = wishes;
    this.changes = changes;
    this.approvals = approvals;
    this.checklists = checklists;
  }

  /** The queue now: what is being merged, then what waits, each oldest first. */
  Uni<MergeQueueView> queue() {
    return Panache.withSession(
            () ->
                intents
                    .underWay(MAX_SHOWN)
                    .chain(
                        merging ->
                            wishes
                                .waiting(null, MAX_SHOWN)
                                .map(waiting -> new Found(merging, waiting))))
        .chain(this::view);
  }

  private record Found(List<MergeIntent> merging, List<AutoMerge> waiting) {}

  private Uni<MergeQueueView> view(Found found) {
    List<MergeQueueView.Entry> entries = new ArrayList<>();
    return InTurn.each(found.merging(), intent -> merging(intent, entries))
        .chain(() -> InTurn.each(found.waiting(), wish -> waiting(wish, found, entries)))
        .replaceWith(() -> new MergeQueueView(List.copyOf(entries)));
  }

  private Uni<Void> merging(MergeIntent intent, List<MergeQueueView.Entry> entries) {
    return changes
        .get(intent.change())
        .invoke(change -> entries.add(MergeQueueView.merging(change, intent)))
        .replaceWithVoid();
  }

  private Uni<Void> waiting(AutoMerge wish, Found found, List<MergeQueueView.Entry> entries) {
    if (found.merging().stream().anyMatch(intent -> intent.change() == wish.change())) {
      return Uni.createFrom().voidItem();
    }
    return changes
        .get(wish.change())
        .chain(
            change ->
                Panache.withSession(() -> missing(change))
                    .invoke(missing -> entries.add(MergeQueueView.waiting(change, wish, missing))))
        .replaceWithVoid();
  }

  /**
   * What stands between a change and its merge, in words; read within the caller's session.
   * Approvals that were written into the database do not count.
   */
  Uni<List<String>> missing(Change change) {
    return approvals
        .of(change.number())
        .chain(
            given ->
                audit
                    .unwitnessed(
                        change.number(), change.digest(), given.approversOf(change.digest()))
                    .map(given::without))
        .chain(
            given ->
                checklists
                    .of(change, change.revision().comparison())
                    .map(
                        checklist ->
                            Submission.of(change, given, checklist.gates(), changes.now())))
        .map(
            submission ->
                MergeGate.objection(submission)
                    .map(why -> why.errors().stream().map(ProblemDetail::detail).toList())
                    .orElse(List.of()));
  }
}
