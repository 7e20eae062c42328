package io.sluice.rollout.lifecycle;

/**
 * One version of a prompt as it was promoted.
 *
 * @param change number of the change request whose attestation promoted it: the same content,
 *     approved anew, is another promotion
 */
public record PromptVersion(int version, String digest, long change) {
  /** True when both are the same version, whichever approval promoted it. */
  public boolean isSameContentAs(PromptVersion other) {
    return version == other.version && digest.equals(other.digest);
  }
}
