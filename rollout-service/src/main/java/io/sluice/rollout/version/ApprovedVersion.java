package io.sluice.rollout.version;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A version whose approval was verified in this process. Only {@link ApprovalVerifier} makes it.
 */
public final class ApprovedVersion {
  private final VersionClaim claim;
  private final JsonNode entry;

  ApprovedVersion(VersionClaim claim, JsonNode entry) {
    this.claim = claim;
    this.entry = entry;
  }

  public VersionKey key() {
    return claim.key();
  }

  public String digest() {
    return claim.digest();
  }

  /** The registry entry as JSON; not to be changed. */
  public JsonNode entry() {
    return entry;
  }

  /** What it was verified from, for storing it. */
  public VersionClaim claim() {
    return claim;
  }
}
