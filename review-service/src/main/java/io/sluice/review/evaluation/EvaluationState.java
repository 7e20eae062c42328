package io.sluice.review.evaluation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a run is. Stored by name. */
public enum EvaluationState {
  RUNNING,
  /** Every case has a verdict. */
  COMPLETED,
  /** The next call might have exceeded the budget; the cases that were not run have no verdict. */
  OUT_OF_BUDGET,
  /** Somebody stopped it. */
  CANCELLED;

  /** Name in JSON: {@code out-of-budget}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
