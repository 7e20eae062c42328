package io.sluice.rollout.serving;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs for a prompt's template, and whom it is for. */
public record RenderRequest(
    @NotNull(message = "Send 'inputs'; {} when there are none.")
        @Nullable Map<String, JsonNode> inputs,
    @Size(max = ServingService.MAX_SUBJECT_CHARS, message = "'subject' is too long.")
        @Nullable String subject) {}
