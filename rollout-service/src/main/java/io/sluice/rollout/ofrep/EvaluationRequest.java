package io.sluice.rollout.ofrep;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For whom to evaluate. What later versions of the protocol may add beside it is left alone. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EvaluationRequest(
    @NotNull(message = "Send 'context' with a 'targetingKey'.")
        @Nullable Map<String, JsonNode> context) {}
