package io.sluice.registry.git;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import java.io.IOException;

/** The external Git server did not do what was asked; the message is fit for people to read. */
public final class RemoteException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int RETRY_SECONDS = 5;

  private final boolean tooMuch;

  RemoteException(String message) {
    super(message);
    this.tooMuch = false;
  }

  private RemoteException(String message, boolean tooMuch) {
    super(message);
    this.tooMuch = tooMuch;
  }

  /** What a ref would bring is more than is taken. */
  static RemoteException tooMuch(int maxObjects) {
    return new RemoteException("It brings more than " + maxObjects + " objects.", true);
  }

  RemoteException(String message, Throwable cause) {
    super(message, cause);
    this.tooMuch = false;
  }

  boolean isTooMuch() {
    return tooMuch;
  }

  /** As HTTP tells it: it may pass by itself. */
  ProblemException problem() {
    return ProblemException.retryLater(
        RegistryProblem.GIT_REMOTE_UNAVAILABLE, getMessage() + " Try again.", RETRY_SECONDS);
  }
}
