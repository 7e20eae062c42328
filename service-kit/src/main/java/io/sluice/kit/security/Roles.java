package io.sluice.kit.security;

/** The roles that a token's {@code groups} may name. */
public final class Roles {
  /** Proposes changes: pushes branches, opens change requests. */
  public static final String ENGINEER = "engineer";

  /** Approves or rejects change requests. */
  public static final String REVIEWER = "reviewer";

  /** Runs the platform: pauses, promotes and rolls back rollouts. */
  public static final String OPERATOR = "operator";

  /** A production application: fetches active versions, reports outcomes. */
  public static final String APP = "app";

  /** One of Sluice's own services. */
  public static final String SERVICE = "service";

  private Roles() {}
}
