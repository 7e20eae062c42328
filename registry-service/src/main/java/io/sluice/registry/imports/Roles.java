package io.sluice.registry.imports;

import java.util.Locale;
import java.util.Optional;

/** Roles of messages, by any of their names. */
final class Roles {
  private Roles() {}

  /** The role here; empty, with the loss noted, when there is no counterpart. */
  static Optional<String> of(String name, Draft draft, int line) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "system" -> Optional.of("system");
      case "user", "human" -> Optional.of("user");
      case "assistant", "model", "ai" -> Optional.of("assistant");
      case "developer" -> {
        draft.note(line, "the role 'developer' is 'system' here");
        yield Optional.of("system");
      }
      default -> {
        draft.lost(line, "a message of the role '" + name + "', which has no counterpart");
        yield Optional.empty();
      }
    };
  }
}
