package io.sluice.kit.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what a receiver gets, as <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 * Standard Webhooks</a> has it: HMAC-SHA256 over {@code <id>.<seconds>.<body>}, so that a receiver
 * can refuse what is forged, changed, or replayed later.
 */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  /** What the specification asks for. */
  private static final int MIN_BYTES = 24;

  private static final int MAX_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSecret(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * Reads {@code whsec_} and Base64 of 24 to 64 bytes.
   *
   * @throws IllegalArgumentException when it is something else; the message does not repeat it
   */
  public static WebhookSecret parse(String text) {
    try {
      if (text.startsWith(PREFIX)) {
        byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES) {
          return new WebhookSecret(bytes);
        }
      }
    } catch (IllegalArgumentException e) {
      // said below, without the secret
    }
    throw new IllegalArgumentException(
        "A webhook's secret is 'whsec_' and Base64 of 24 to 64 random bytes");
  }

  /** The three headers of a delivery. */
  public Map<String, String> headers(String id, Instant at, byte[] body) {
    String seconds = Long.toString(at.getEpochSecond());
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      String signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      return Map.of("webhook-id", id, "webhook-timestamp", seconds, "webhook-signature", signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }
}
