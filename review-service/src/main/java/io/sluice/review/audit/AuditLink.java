package io.sluice.review.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;

/**
 * One entry in its place: a line of an export.
 *
 * @param sequence 1, 2, 3 without gaps
 * @param previous hash of the entry before it; {@link #BEGINNING} for the first
 * @param hash over everything else here
 * @param seal signature over the entry
 * @param entry what happened
 */
public record AuditLink(long sequence, String previous, String hash, String seal, JsonNode entry) {
  /** What comes before the first entry. */
  static final String BEGINNING = "sha256:" + "0".repeat(64);

  /** The link of an entry after another. */
  static AuditLink after(long sequence, String previous, String seal, JsonNode entry) {
    return new AuditLink(sequence, previous, hash(sequence, previous, seal, entry), seal, entry);
  }

  /** The hash that this link should have. */
  String expectedHash() {
    return hash(sequence, previous, seal, entry);
  }

  /** SHA-256 over RFC 8785 canonical JSON of the other four members. */
  private static String hash(long sequence, String previous, String seal, JsonNode entry) {
    ObjectNode hashed = JsonNodeFactory.instance.objectNode();
    hashed.put("sequence", sequence);
    hashed.put("previous", previous);
    hashed.put("seal", seal);
    hashed.set("entry", entry);
    return CanonicalJson.digest(hashed.toString());
  }
}
