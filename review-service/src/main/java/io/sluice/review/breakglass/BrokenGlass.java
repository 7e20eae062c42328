package io.sluice.review.breakglass;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change that landed without the approvals that it needed.
 *
 * @param by who broke the glass
 * @param dueAt until when it has to be reviewed, or it is rolled back
 * @param endedAt when the debt was settled, one way or the other
 * @param note what happened last, in words
 */
public record BrokenGlass(
    long change,
    String by,
    String reason,
    Instant at,
    Instant dueAt,
    State state,
    @Nullable Instant endedAt,
    @Nullable String note) {

  /** Stored by name: constants may be added, never renamed. */
  public enum State {
    /** It waits for its review. */
    OWED,
    /** The review came in time. */
    REVIEWED,
    /** Refused or overdue: environments are being taken back. */
    ROLLING_BACK,
    /** No environment runs what it brought any more. */
    ROLLED_BACK;

    /** Name in JSON: {@code rolling-back}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
