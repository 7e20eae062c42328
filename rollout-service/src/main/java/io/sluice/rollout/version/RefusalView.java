package io.sluice.rollout.version;

import java.time.Instant;
import java.util.Locale;

/** A refused version as JSON. */
public record RefusalView(
    String environment,
    String prompt,
    int version,
    long change,
    String source,
    String reason,
    Instant since) {
  static RefusalView of(Refusal refusal) {
    VersionKey key = refusal.key();
    return new RefusalView(
        key.environment(),
        key.prompt(),
        key.version(),
        key.change(),
        refusal.source().name().toLowerCase(Locale.ROOT),
        refusal.reason(),
        refusal.since());
  }
}
