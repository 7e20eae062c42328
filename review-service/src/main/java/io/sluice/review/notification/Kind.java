package io.sluice.review.notification;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What people are told about. Stored by wire name: constants may be added, never renamed. */
public enum Kind {
  OPENED("was opened"),
  NEEDS_REVIEW("needs your review"),
  EVIDENCE_FAILED("has evidence that failed"),
  APPROVED("was approved"),
  MERGED("was merged"),
  BREAK_GLASS_USED("is merged by breaking the glass"),
  REVIEW_OVERDUE("waits for a review for too long"),
  STAGE_ADVANCED("is served to more of the traffic"),
  ROLLED_BACK("was rolled back"),
  REVERT_REFUSED("is out of the traffic, but Git does not take the revert: somebody has to act"),
  ERROR_SPIKE("is held: both versions fail too often"),
  HELD_BY_MISSING_DATA("is held: too few outcomes are reported"),
  INCONCLUSIVE_TOO_LONG("is neither shown to be good nor bad for too long"),
  DECAYED("fails more often than when it was rolled out");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Kind> of(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }

  /** Completes "Change 7 …". */
  String words() {
    return words;
  }
}
