package io.sluice.rollout.version;

/** A version must not be served; the message says which check it failed. */
public final class UnapprovedVersionException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence or more
   */
  public UnapprovedVersionException(String message) {
    super(message);
  }
}
