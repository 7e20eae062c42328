package io.sluice.rollout.serving;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What an app is answered, but for the decision: the same for every call, so it is made once. */
final class PromptAnswer {
  static final String JSON = "application/json;charset=UTF-8";

  private final String etag;
  private final byte[] body;
  private final byte[] sentHead;
  private final byte[] unchangedHead;

  /**
   * @param etag names the content, with quotes
   * @param json the body
   */
  PromptAnswer(String etag, String json) {
    this.etag = etag;
    this.body = json.getBytes(StandardCharsets.UTF_8);
    String common =
        ("\r\nETag: " + etag)
            + ("\r\nCache-Control: " + PromptResource.CACHING)
            + ("\r\n" + PromptResource.DECISION_HEADER + ": ");
    this.sentHead =
        ascii(
            "HTTP/1.1 200 OK\r\nContent-Type: "
                + (JSON + "\r\nContent-Length: " + body.length + common));
    this.unchangedHead = ascii("HTTP/1.1 304 Not Modified" + common);
  }

  /** Strong, the same for both arms. */
  String etag() {
    return etag;
  }

  /** JSON in UTF-8; shared, not to be changed. */
  byte[] body() {
    return body;
  }

  /**
   * Status line and headers of HTTP/1.1 up to where the decision's value begins; shared, not to be
   * changed.
   *
   * @param known whether the caller has the content already
   */
  byte[] head(boolean known) {
    return known ? unchangedHead : sentHead;
  }

  /** Whether a header {@code If-None-Match} says that the caller has this content. */
  boolean isKnown(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && (ifNoneMatch.equals(etag) || ifNoneMatch.contains(etag) || ifNoneMatch.equals("*"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
