package io.sluice.launcher.platform;

import io.sluice.launcher.kill.Place;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the review-service is killed, in the order of what happens between an approval and the
 * record of the attestation that a merge landed with.
 */
enum ReviewKillPoint {
  APPROVAL_ASKED(Step.APPROVE, "approval.ApprovalService#approve:before"),
  APPROVAL_IN_THE_TIMELINE(Step.APPROVE, "timeline.TimelineStore#append:before"),
  APPROVAL_SEALED(Step.APPROVE, "audit.AuditStore#add:before"),
  APPROVAL_ADDED(Step.APPROVE, "audit.AuditStore#add:after"),
  MERGE_ASKED(Step.DECIDE, "merge.MergeService#merge:before"),
  MERGE_LOCKED(Step.DECIDE, "merge.MergeService#decide:before"),
  MERGE_WITNESSES_ASKED(Step.DECIDE, "audit.AuditService#requireWitnessed:before"),
  MERGE_UNSIGNED(Step.DECIDE, "attestation.AttestationService#sign:before"),
  MERGE_SIGNED(Step.DECIDE, "attestation.AttestationService#sign:after"),
  INTENT_UNWRITTEN(Step.DECIDE, "merge.MergeIntentStore#add:before"),
  INTENT_WRITTEN(Step.DECIDE, "merge.MergeIntentStore#add:after"),
  INTENT_KEPT(Step.LAND, "merge.MergeDriver#drive:before"),
  REGISTRY_UNASKED(Step.LAND, "registry.RegistryClient#merge:before"),
  REGISTRY_ASKED(Step.LAND, "registry.RegistryClient#merge:after"),
  LANDED_UNRECORDED(Step.LAND, "merge.MergeDriver#finish:before"),
  LANDED_HALF_RECORDED(Step.LAND, "merge.MergeIntentStore#end:before"),
  LANDED_INTENT_ENDED(Step.LAND, "merge.MergeIntentStore#end:after"),
  RECORDED_UNANSWERED(Step.LAND, "merge.MergeDriver#count:before");

  /** What is going on, and so what must be so afterwards. */
  enum Step {
    /** Killed here, the approval is there or it is not. */
    APPROVE,
    /** Killed here, nothing was decided: the change is open and approved. */
    DECIDE,
    /** Killed here, it was decided: it lands without anybody asking again. */
    LAND
  }

  final Step step;
  final Place place;

  ReviewKillPoint(Step step, String place) {
    this.step = step;
    this.place = Place.of("io.sluice.review." + place);
  }

  static List<Place> places() {
    return Stream.of(values()).map(point -> point.place).distinct().toList();
  }
}
