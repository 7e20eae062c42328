package io.sluice.registry.fuzz;

import java.util.Locale;

/** Where Jazzer enters; the system property {@code sluice.fuzz.target} says which target it is. */
public final class JazzerTarget {
  private static final FuzzTarget TARGET =
      FuzzTarget.valueOf(System.getProperty("sluice.fuzz.target").toUpperCase(Locale.ROOT));

  private JazzerTarget() {}

  public static void fuzzerTestOneInput(byte[] data) {
    TARGET.run(data);
  }
}
