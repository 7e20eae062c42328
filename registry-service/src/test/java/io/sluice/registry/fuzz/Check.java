package io.sluice.registry.fuzz;

import java.util.Objects;

/** Properties that hold; plain, so that a fuzzer's millions of runs need no test framework. */
public final class Check {
  private Check() {}

  public static void that(boolean holds, String property, Object about) {
    if (!holds) {
      throw new AssertionError(property + ": " + about);
    }
  }

  public static void same(Object expected, Object actual, String property) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(property + ": " + expected + " is not " + actual);
    }
  }
}
