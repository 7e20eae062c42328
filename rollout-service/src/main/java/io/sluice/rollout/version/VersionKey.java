package io.sluice.rollout.version;

/** Names one promotion of one version: the same content approved anew is another. */
public record VersionKey(String environment, String prompt, int version, long change) {
  @Override
  public String toString() {
    return prompt + "@" + version + " in " + environment + " (change " + change + ")";
  }
}
