package io.sluice.review.change;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a change request stands. Stored by name. */
public enum ChangeState {
  /** Under review. */
  OPEN,
  /** A reviewer said no to this revision; a new one opens it again. */
  REJECTED,
  /** Decided; the registry is being asked, or will be as soon as it answers. */
  MERGING,
  /** On main. */
  MERGED,
  /** The branch went away without a merge. */
  CLOSED;

  /** True while the change follows its branch. */
  public boolean isLive() {
    return this == OPEN || this == REJECTED || this == MERGING;
  }

  /** Name in JSON and in queries. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
