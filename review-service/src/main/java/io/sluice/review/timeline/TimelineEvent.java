package io.sluice.review.timeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What can happen to a change request. Stored by name: constants may be added, never renamed. */
public enum TimelineEvent {
  OPENED,
  REVISED,
  EDITED,
  DIGEST_MOVED,
  REOPENED,
  APPROVED,
  APPROVAL_WITHDRAWN,
  REJECTED,
  COMMENTED,
  EVALUATION_STARTED,
  EVIDENCE_ADDED,
  EVIDENCE_FAILED,
  ATTESTED,
  ATTESTATION_WITHDRAWN,
  WAIVED,
  WAIVER_WITHDRAWN,
  ACKNOWLEDGED,
  ACKNOWLEDGEMENT_WITHDRAWN,
  AUTO_MERGE_ASKED,
  AUTO_MERGE_CANCELLED,
  GLASS_BROKEN,
  GLASS_REVIEWED,
  GLASS_REFUSED,
  GLASS_OVERDUE,
  GLASS_ROLLED_BACK,
  MERGE_STARTED,
  MERGE_FAILED,
  MERGED,
  CLOSED;

  /** Name in JSON: {@code approval-withdrawn}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
