package io.sluice.rollout.desired;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/** Says that the desired state of an environment has changed. */
public record EnvironmentHintRequest(
    @NotBlank(message = "Name the 'environment'.") @Nullable String environment) {}
