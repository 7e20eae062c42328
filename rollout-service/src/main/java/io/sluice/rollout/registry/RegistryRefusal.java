package io.sluice.rollout.registry;

import java.util.Set;

/** The registry answered that it cannot or will not. */
public final class RegistryRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_CHARS = 500;
  private static final Set<Integer> FINAL = Set.of(400, 404, 410, 422);

  private final int status;

  RegistryRefusal(int status, String body) {
    super(
        "The registry answered "
            + status
            + ": "
            + body.substring(0, Math.min(MAX_CHARS, body.length())));
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** True when asking again will not help by itself. */
  public boolean isFinal() {
    return FINAL.contains(status);
  }
}
