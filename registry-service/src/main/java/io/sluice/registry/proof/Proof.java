package io.sluice.registry.proof;

import java.util.List;

/**
 * The outcome of checking a version: a chain of checks, of which all must hold.
 *
 * @param verdict one sentence: who approved what, or what is wrong
 */
public record Proof(String version, boolean verified, String verdict, List<Check> checks) {
  public Proof {
    checks = List.copyOf(checks);
  }

  static Proof of(String version, List<Check> checks, String approved) {
    List<String> broken =
        checks.stream().filter(check -> !check.holds()).map(Check::name).distinct().toList();
    return broken.isEmpty()
        ? new Proof(version, true, approved, checks)
        : new Proof(version, false, "Do not trust it: " + String.join(", ", broken), checks);
  }
}
