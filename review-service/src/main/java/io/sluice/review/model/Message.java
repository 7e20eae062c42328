package io.sluice.review.model;

import java.util.Objects;

/** One message to a model. */
public record Message(Role role, String content) {
  public Message {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }

  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT;

    /**
     * Reads a role of {@code prompt.yaml}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Role of(String name) {
      return switch (name) {
        case "system" -> SYSTEM;
        case "user" -> USER;
        case "assistant" -> ASSISTANT;
        default -> throw new IllegalArgumentException("No role: " + name);
      };
    }
  }
}
