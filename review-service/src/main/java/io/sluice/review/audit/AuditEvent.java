package io.sluice.review.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param kind kebab case, such as {@code approved} or {@code signing-key-rotated}
 * @param actor token subject, or the service's name where no person did it
 * @param change number of the change it is about, or null
 * @param timelineId the timeline's entry that says the same, or null
 */
public record AuditEvent(
    String kind,
    String actor,
    Instant at,
    @Nullable Long change,
    @Nullable Integer revision,
    @Nullable String digest,
    String detail,
    @Nullable Long timelineId) {
  /** The log begins; everything older was taken over from the timeline. */
  static final String STARTED = "audit-started";

  /** The key that signs attestations was replaced. */
  static final String KEY_ROTATED = "signing-key-rotated";

  static final String APPROVED = "approved";
  static final String APPROVAL_WITHDRAWN = "approval-withdrawn";
  static final String MERGED = "merged";

  /** An event that is about no change. */
  static AuditEvent ofService(String kind, String actor, Instant at, String detail) {
    return new AuditEvent(kind, actor, at, null, null, null, detail, null);
  }
}
