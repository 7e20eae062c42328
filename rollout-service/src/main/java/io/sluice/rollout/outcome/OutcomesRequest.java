package io.sluice.rollout.outcome;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch of outcomes. */
public record OutcomesRequest(
    @NotNull(message = "Send 'outcomes'.")
        @Size(min = 1, max = 1000, message = "'outcomes' has 1 to 1,000 items.")
        @Nullable List<@NotNull(message = "An outcome is not null.") @Valid Outcome> outcomes) {

  /**
   * One outcome.
   *
   * @param decision the {@code Sluice-Decision} header of the call
   * @param status how it went; may be left out where there is an output to judge, or where only
   *     feedback is given, also later
   * @param latencyMs how long the model took, in milliseconds
   * @param costUsd what it cost, in US dollars
   * @param output what the model said, to be judged here by the version's output schema unless
   *     {@code status} says that the call failed anyhow; the text is not kept
   */
  public record Outcome(
      @NotBlank(message = "Send 'decision', the Sluice-Decision header of the call.")
          @Nullable String decision,
      @Nullable OutcomeStatus status,
      @PositiveOrZero(message = "'latencyMs' is not negative.") @Nullable Long latencyMs,
      @PositiveOrZero(message = "'costUsd' is not negative.") @Nullable Double costUsd,
      @Nullable Feedback feedback,
      @Nullable String output) {}
}
