package io.sluice.kit.output;

/** Nobody can say here whether a schema allows an output. */
public final class NotJudgedException extends Exception {
  private static final long serialVersionUID = 1;

  NotJudgedException(Throwable why) {
    // The library's message may quote the output, which is nobody's to log.
    super("The output cannot be judged: " + why.getClass().getSimpleName(), why);
  }
}
