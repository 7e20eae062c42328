package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.registry.index.Promotion;
import io.sluice.registry.index.PromptVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was signed about a version. The registry hands it on; believe it for its signature alone.
 *
 * @param commit on main that made the version; its Git note is the same attestation
 * @param attestation of the change that made the version; absent when nobody signed one
 * @param promotions what promoted it, with the attestation of each; the one above among them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionAttestationView(
    String prompt,
    int version,
    String digest,
    String commit,
    @Nullable Integer change,
    @Nullable String attestation,
    List<PromotionView> promotions) {

  /** One promotion, and what was signed about it. */
  public record PromotionView(String environment, int change, String attestation) {}

  static VersionAttestationView of(
      PromptVersion version, @Nullable String attestation, List<Promotion> promotions) {
    return new VersionAttestationView(
        version.prompt(),
        version.number(),
        version.digest(),
        version.commit(),
        version.change(),
        attestation,
        promotions.stream()
            .map(p -> new PromotionView(p.environment(), p.change(), p.attestation()))
            .toList());
  }
}
