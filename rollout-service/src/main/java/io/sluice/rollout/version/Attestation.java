package io.sluice.rollout.version;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a signed approval that says what may be served where. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Attestation(long change, @Nullable List<Promotion> promotions) {
  /** One version that was approved for one environment. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Promotion(
      @Nullable String environment,
      @Nullable String prompt,
      int version,
      @Nullable String digest) {}

  boolean promotes(VersionClaim claim) {
    VersionKey key = claim.key();
    Promotion wanted =
        new Promotion(key.environment(), key.prompt(), key.version(), claim.digest());
    return promotions != null && promotions.contains(wanted);
  }
}
