package io.sluice.review.simulation;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/policy/simulate}: a change, or a hypothesis, or a change with another
 * policy.
 *
 * @param change number of the change to decide on; its policy is the one that is used unless {@code
 *     policy} says another
 * @param hypothesis what a change would touch, instead of a change
 * @param policy text of a {@code sluice.yaml}
 * @param people who might approve
 * @param at the moment to decide for; now unless said
 */
public record SimulationRequest(
    @Nullable Long change,
    @Nullable @Valid Hypothesis hypothesis,
    @Nullable @Size(max = 262_144, message = "'policy' has at most 256 KiB") String policy,
    @Nullable @Size(max = 100, message = "'people' are at most 100")
        List<@NotNull(message = "a null is nobody") @Valid Candidate> people,
    @Nullable Instant at) {

  /**
   * A change that nobody made.
   *
   * @param environment where it goes, or {@code none}
   * @param contributors subjects who had a hand in it
   */
  public record Hypothesis(
      @NotNull(message = "'environment' is required: an environment or none")
          @Pattern(regexp = "[a-z][a-z0-9-]{0,39}", message = "no environment has such a name")
          String environment,
      @NotNull(message = "'prompts' is required")
          @Size(min = 1, max = 100, message = "'prompts' are 1 to 100")
          List<@NotNull(message = "a null is no prompt") @Valid Prompt> prompts,
      @Nullable @Size(max = 100, message = "'contributors' are at most 100")
          List<@NotNull(message = "a null is nobody") @Size(max = 200) String> contributors) {}

  /** A prompt that it would change. */
  public record Prompt(
      @NotNull(message = "'id' is required") @Size(max = 100) String id,
      @Nullable @Size(max = 200) String team,
      @Nullable @Size(max = 20)
          Set<@NotNull(message = "a null is no label") @Size(max = 100) String> labels) {}

  /** Somebody who might approve. */
  public record Candidate(
      @NotNull(message = "'subject' is required") @Size(min = 1, max = 200) String subject,
      @Nullable @Size(max = 10)
          Set<@NotNull(message = "a null is no role") @Size(max = 100) String> roles,
      @Nullable @Size(max = 100)
          Set<@NotNull(message = "a null is no team") @Size(max = 200) String> teams) {}

  List<Candidate> candidates() {
    return Objects.requireNonNullElse(people, List.of());
  }
}
