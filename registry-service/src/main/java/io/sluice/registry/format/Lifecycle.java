package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a prompt is in its life, as its entry says.
 *
 * @param reason why it is not active; null when it is
 * @param replacedBy id of the prompt to use instead, or null
 */
public record Lifecycle(State state, @Nullable String reason, @Nullable String replacedBy) {

  /** The states of a prompt. */
  public enum State {
    /** In use. */
    ACTIVE,
    /** Served, but nobody should start to use it. */
    DEPRECATED,
    /** Not served. */
    ARCHIVED;

    /** As files and HTTP write it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** From what files and the index say; anything else is active. */
    public static State of(String wire) {
      return switch (wire) {
        case "deprecated" -> DEPRECATED;
        case "archived" -> ARCHIVED;
        default -> ACTIVE;
      };
    }
  }

  /** From a checked entry; one that says nothing is active. */
  public static Lifecycle of(JsonNode entry) {
    JsonNode lifecycle = entry.path("lifecycle");
    return new Lifecycle(
        State.of(lifecycle.path("state").asText()),
        lifecycle.path("reason").textValue(),
        lifecycle.path("replacedBy").textValue());
  }

  /** Whether it may be served and promoted. */
  public boolean servable() {
    return state != State.ARCHIVED;
  }
}
