package io.sluice.kit.output;

/** Nobody can say here whether a schema allows an output. */
public final class NotJudgedException extends Exception {
  private static final long serialVersionUID = 1;

  NotJudgedException(Throwable why) {
    super("The output cannot be judged: " + Excerpt.of(String.valueOf(why.getMessage())), why);
  }
}
