package io.sluice.rollout.version;

/** A version must not be served; the message says which check it failed. */
public final class UnapprovedVersionException extends Exception {
  private static final long serialVersionUID = 1L;

  UnapprovedVersionException(String message) {
    super(message);
  }
}
