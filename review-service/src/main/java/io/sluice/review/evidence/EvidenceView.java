package io.sluice.review.evidence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** Evidence as its reader sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvidenceView(
    long id,
    String prompt,
    String versionDigest,
    Evidence.Kind kind,
    Evidence.Source source,
    String reference,
    int cases,
    int passed,
    int failed,
    int errored,
    String by,
    Instant at) {

  public static EvidenceView of(Evidence evidence) {
    return new EvidenceView(
        evidence.id(),
        evidence.prompt(),
        evidence.versionDigest(),
        evidence.kind(),
        evidence.source(),
        evidence.reference(),
        evidence.counts().cases(),
        evidence.counts().passed(),
        evidence.counts().failed(),
        evidence.counts().errored(),
        evidence.by(),
        evidence.at());
  }
}
