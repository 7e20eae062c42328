package io.sluice.registry.merge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the review-service states about an approved change. Fields that are not listed here are kept
 * with the statement but decide nothing in the registry.
 *
 * @param change number of the change request
 * @param head commit whose files were approved
 * @param files what exactly was approved, by blob
 * @param versions versions that the merge makes
 * @param promotions versions that may run, and where
 * @param breakGlass present when it is merged without the approvals that it needs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Attestation(
    int change,
    String changeDigest,
    String branch,
    String head,
    String title,
    String author,
    List<Approval> approvals,
    Instant mergedAt,
    List<ApprovedFile> files,
    List<ApprovedVersion> versions,
    List<ApprovedPromotion> promotions,
    @Nullable BreakGlass breakGlass) {
  /** Who approved. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Approval(String by) {}

  /** Who let it land all the same, and why. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record BreakGlass(String by, String reason) {}

  /** A file as approved; null blob for a removal. */
  record ApprovedFile(String path, @Nullable String blob) {}

  /** A version as approved. */
  record ApprovedVersion(String prompt, int version, String digest) {}

  /** A promotion as approved. */
  record ApprovedPromotion(String environment, String prompt, int version, String digest) {}
}
