package io.sluice.kit.jws;

/** A signed statement that must not be believed; the message says which check it failed. */
public final class BadSignatureException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadSignatureException(String message) {
    super(message);
  }
}
