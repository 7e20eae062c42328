package io.sluice.review.audit;

import java.util.Optional;
import org.jose4j.jwk.JsonWebKeySet;

/** Follows a chain link by link and stops at the first that is not what it should be. */
final class AuditCheck {
  private final JsonWebKeySet keys;
  private long sequence;
  private String head;

  /**
   * @param sequence of the link before the first that is checked; 0 for the beginning
   * @param head its hash
   */
  AuditCheck(JsonWebKeySet keys, long sequence, String head) {
    this.keys = keys;
    this.sequence = sequence;
    this.head = head;
  }

  static AuditCheck fromTheBeginning(JsonWebKeySet keys) {
    return new AuditCheck(keys, 0, AuditLink.BEGINNING);
  }

  /** What is wrong with the next link; empty when it holds. */
  Optional<String> next(AuditLink link) {
    if (link.sequence() != sequence + 1) {
      return Optional.of(
          "after entry %d comes entry %d: something is missing"
              .formatted(sequence, link.sequence()));
    }
    if (!link.previous().equals(head)) {
      return Optional.of("entry %d does not follow the one before it".formatted(link.sequence()));
    }
    if (!link.hash().equals(link.expectedHash())) {
      return Optional.of("entry %d was changed: its hash is another".formatted(link.sequence()));
    }
    if (!AuditSeal.holds(keys, AuditService.canonical(link.entry()), link.seal())) {
      return Optional.of("entry %d has no seal of a trusted key".formatted(link.sequence()));
    }
    sequence = link.sequence();
    head = link.hash();
    return Optional.empty();
  }

  long sequence() {
    return sequence;
  }

  String head() {
    return head;
  }
}
