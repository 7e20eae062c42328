package io.sluice.review.attestation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is signed at a merge: what was approved, by whom, for which digest. Whoever holds the public
 * key can check it without asking this service.
 *
 * @param change number of the change request
 * @param changeDigest the digest that every approval names
 * @param head commit of the branch that was approved
 * @param pushers everyone who contributed, so that four eyes can be checked from outside
 * @param mergedAt to the second, as Git keeps it: the merge commit is made from this
 * @param files every changed file with the blob it becomes
 * @param versions versions that the merge makes
 * @param promotions what environments may run because of this
 * @param breakGlass present only when it is merged without the approvals that it needs
 */
public record Attestation(
    long change,
    String changeDigest,
    String branch,
    String head,
    String title,
    String author,
    List<String> pushers,
    List<By> approvals,
    String mergedBy,
    Instant mergedAt,
    List<File> files,
    List<Version> versions,
    List<Promotion> promotions,
    @Nullable BreakGlass breakGlass) {

  public Attestation {
    pushers = List.copyOf(pushers);
    approvals = List.copyOf(approvals);
    files = List.copyOf(files);
    versions = List.copyOf(versions);
    promotions = List.copyOf(promotions);
  }

  /** Who takes it on themselves, and why. */
  public record BreakGlass(String by, String reason) {}

  /** One approval that counted. */
  public record By(String by, Instant at) {}

  /**
   * One changed file.
   *
   * @param blob Git blob id; null when the file is deleted
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record File(String path, @Nullable String blob) {}

  /** A version and the digest of its content. */
  public record Version(String prompt, int version, String digest) {}

  /** A version that an environment may run. */
  public record Promotion(String environment, String prompt, int version, String digest) {}
}
