package io.sluice.registry.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.http.Page;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.jws.BadSignatureException;
import io.sluice.kit.jws.Es256;
import io.sluice.kit.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Targets: canonical JSON, cursors of lists, statements with a signature. */
final class JsonFuzz {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String TYPE = "fuzz+jwt";
  private static final EllipticCurveJsonWebKey KEY = key();

  private JsonFuzz() {}

  /** What the canonicalizer takes is canonical at once, and other JSON readers agree with it. */
  static void canonical(byte[] data) {
    JsonNode read;
    try {
      read = JSON.readTree(new String(data, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return;
    }
    if (read == null || !read.isContainerNode()) {
      return; // what is digested is always an object
    }
    String canonical;
    try {
      canonical = CanonicalJson.of(read.toString());
    } catch (IllegalArgumentException | ProblemException e) {
      return; // numbers and texts that RFC 8785 cannot hold
    }
    Check.same(canonical, CanonicalJson.of(canonical), "Canonical JSON is canonical");
    String digest = CanonicalJson.digest(read.toString());
    Check.same(
        digest,
        CanonicalJson.sha256(canonical.getBytes(StandardCharsets.UTF_8)),
        "The digest is over the canonical form");
    try {
      Check.same(
          canonical,
          CanonicalJson.of(JSON.readTree(canonical).toString()),
          "Another reader reads the same values");
    } catch (JsonProcessingException e) {
      throw new AssertionError("Canonical JSON is JSON: " + canonical, e);
    }
  }

  /** A cursor is refused or gives a key; a key that a page handed out comes back as it was. */
  static void cursors(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      String key = Page.key(text);
      Check.that(text.isEmpty() == (key == null), "Only no cursor is the first page", text);
    } catch (ProblemException e) {
      Check.that(e.getMessage().contains("cursor"), "The problem names the cursor", e.getMessage());
    }
    if (text.isEmpty()) {
      return;
    }
    String cursor =
        Page.of(java.util.List.of(text, "next"), 1, key -> key, key -> key).nextCursor();
    Check.same(text, Page.key(cursor), "A key survives its cursor");
  }

  /** Nothing is believed but what was signed, however the bytes are cut. */
  static void attestations(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    JsonWebKeySet keys = new JsonWebKeySet(KEY);
    try {
      String payload = Es256.verify(keys, TYPE, text);
      throw new AssertionError("Believed without a signature: " + payload);
    } catch (BadSignatureException e) {
      // as it must be
    }
    String signed = Es256.sign(KEY, TYPE, text);
    int at = data.length == 0 ? 0 : Math.floorMod(data[0] * 31 + data.length, signed.length());
    char other = signed.charAt(at) == 'A' ? 'B' : 'A';
    String forged = signed.substring(0, at) + other + signed.substring(at + 1);
    try {
      Check.same(text, Es256.verify(keys, TYPE, signed), "What was signed is believed");
      // Base64 has spare bits in its last character: such a text says the same.
      Check.same(text, Es256.verify(keys, TYPE, forged), "A forged text is believed");
    } catch (BadSignatureException e) {
      Check.that(!signed.equals(forged), "What was signed is believed", e.getMessage());
    }
    envelopes(data, text, keys);
  }

  private static void envelopes(byte[] data, String text, JsonWebKeySet keys) {
    try {
      throw new AssertionError(
          "Believed without a signature: " + SignedApproval.verify(keys, text));
    } catch (BadSignatureException e) {
      // as it must be
    }
    String approval = CanonicalJson.of(JSON.createObjectNode().put("title", text).toString());
    String signed = SignedApproval.sign(KEY, approval);
    int at = data.length == 0 ? 0 : Math.floorMod(data[0] * 31 + data.length, signed.length());
    String forged =
        signed.substring(0, at) + (signed.charAt(at) == 'A' ? 'B' : 'A') + signed.substring(at + 1);
    try {
      Check.same(approval, SignedApproval.verify(keys, signed).approval(), "It is believed");
      Check.same(approval, SignedApproval.verify(keys, forged).approval(), "A forgery is believed");
    } catch (BadSignatureException e) {
      Check.that(!signed.equals(forged), "What was signed is believed", e.getMessage());
    }
  }

  private static EllipticCurveJsonWebKey key() {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId("fuzz");
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
