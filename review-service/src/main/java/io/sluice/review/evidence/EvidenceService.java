package io.sluice.review.evidence;

import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.EvidenceStore.Recorded;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Puts evidence on record, and says so in the timeline of the change that it was made for. */
@ApplicationScoped
public class EvidenceService {
  private final EvidenceStore evidence;
  private final ChangeService changes;
  private final TimelineStore timeline;

  @Inject
  EvidenceService(EvidenceStore evidence, ChangeService changes, TimelineStore timeline) {
    this.evidence = evidence;
    this.changes = changes;
    this.timeline = timeline;
  }

  /** Within the caller's transaction. A repetition is not told again. */
  public Uni<Recorded> record(long change, Evidence made) {
    return evidence
        .record(made)
        .call(
            recorded ->
                recorded.isNew()
                    ? changes
                        .get(change)
                        .chain(found -> timeline.append(change, entry(found, recorded.evidence())))
                    : Uni.createFrom().nullItem());
  }

  private TimelineEntry entry(Change change, Evidence made) {
    return new TimelineEntry(
        made.counts().allPassed() ? TimelineEvent.EVIDENCE_ADDED : TimelineEvent.EVIDENCE_FAILED,
        made.by(),
        changes.now(),
        change.revision().number(),
        change.digest(),
        words(made));
  }

  private static String words(Evidence made) {
    Counts counts = made.counts();
    return "evidence for %s: %s, %d of %d passed, %d failed, %d without an answer (%s)"
        .formatted(
            made.prompt(),
            made.kind().wireName(),
            counts.passed(),
            counts.cases(),
            counts.failed(),
            counts.errored(),
            made.reference());
  }
}
