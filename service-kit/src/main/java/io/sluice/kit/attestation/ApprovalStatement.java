package io.sluice.kit.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.jws.BadSignatureException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The in-toto Statement v1 around an approval (<a
 * href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">specification</a>).
 * Its subjects are the versions that the approval is about, named {@code <prompt>@<number>} with
 * the SHA-256 that is their digest, and the change itself, named {@code change/<number>} with the
 * digest over everything that was approved.
 */
final class ApprovalStatement {
  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
  static final String TYPE = "https://in-toto.io/Statement/v1";

  /** Names the form of the predicate; another form gets another version. A name, not an address. */
  static final String PREDICATE_TYPE = "https://sluice.io/attestation/approval/v1";

  private static final String SHA256 = "sha256:";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ApprovalStatement() {}

  /** The statement around a predicate, as canonical JSON: a pure function of it. */
  static byte[] around(String predicate) {
    try {
      JsonNode approval = JSON.readTree(predicate);
      ObjectNode statement = JSON.createObjectNode();
      statement.put("_type", TYPE);
      statement.put("predicateType", PREDICATE_TYPE);
      statement.set("predicate", approval);
      var subjects = statement.putArray("subject");
      subjects(approval)
          .forEach(
              (name, digest) ->
                  subjects.addObject().put("name", name).putObject("digest").put("sha256", digest));
      return CanonicalJson.of(statement.toString()).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A predicate is JSON", e);
    }
  }

  /**
   * The predicate of a statement, as canonical JSON.
   *
   * @throws BadSignatureException when it is another kind of statement, or its predicate speaks of
   *     something that is not among its subjects: then two readers would see two things
   */
  static String predicate(byte[] payload) throws BadSignatureException {
    JsonNode statement = read(payload);
    if (!TYPE.equals(statement.path("_type").textValue())
        || !PREDICATE_TYPE.equals(statement.path("predicateType").textValue())) {
      throw new BadSignatureException("It is not a statement of type " + PREDICATE_TYPE);
    }
    Map<String, String> named = new TreeMap<>();
    statement
        .path("subject")
        .forEach(s -> named.put(s.path("name").asText(), s.path("digest").path("sha256").asText()));
    JsonNode approval = statement.path("predicate");
    if (!named.equals(subjects(approval))) {
      throw new BadSignatureException("Its subjects are not what it says was approved");
    }
    return CanonicalJson.of(approval.toString());
  }

  private static JsonNode read(byte[] payload) throws BadSignatureException {
    try {
      return JSON.readTree(new String(payload, UTF_8));
    } catch (JsonProcessingException e) {
      throw new BadSignatureException("Its payload is not JSON");
    }
  }

  private static Map<String, String> subjects(JsonNode approval) {
    Map<String, String> subjects = new TreeMap<>();
    subjects.put("change/" + approval.path("change").asLong(), hex(approval.path("changeDigest")));
    for (String kind : new String[] {"versions", "promotions"}) {
      for (JsonNode version : approval.path(kind)) {
        subjects.put(
            version.path("prompt").asText() + "@" + version.path("version").asInt(),
            hex(version.path("digest")));
      }
    }
    return subjects;
  }

  private static String hex(JsonNode digest) {
    String text = digest.asText();
    return text.startsWith(SHA256) ? text.substring(SHA256.length()) : text;
  }
}
