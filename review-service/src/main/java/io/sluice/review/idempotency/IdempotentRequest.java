package io.sluice.review.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import java.util.regex.Pattern;

/**
 * A request that may be sent again and must then make nothing more.
 *
 * @param subject whose key it is; keys of different people never meet
 * @param operation what is made
 * @param key the client's {@code Idempotency-Key}
 * @param requestDigest tells a repetition from another request with the same key
 */
public record IdempotentRequest(
    String subject, String operation, String key, String requestDigest) {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  /**
   * Describes a request.
   *
   * @throws ProblemException 400 when the key is not 1 to 200 visible ASCII characters
   */
  public static IdempotentRequest of(
      String subject, String operation, String key, Object body, ObjectMapper json) {
    if (!KEY.matcher(key).matches()) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'Idempotency-Key' has 1 to 200 visible ASCII characters, such as a UUID.");
    }
    try {
      return new IdempotentRequest(
          subject, operation, key, CanonicalJson.digest(json.writeValueAsString(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read from JSON can be written as JSON", e);
    }
  }
}
