package io.sluice.registry.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Servers whose push webhooks are understood, and how each proves that a delivery is its own. */
enum WebhookKind {
  /** {@code X-Hub-Signature-256: sha256=<HMAC of the body>}. */
  GITHUB("X-Hub-Signature-256", "sha256=", "X-GitHub-Event", "push"),
  /** {@code X-Gitea-Signature: <HMAC of the body>}; Forgejo sends the same. */
  GITEA("X-Gitea-Signature", "", "X-Gitea-Event", "push"),
  /** {@code X-Gitlab-Token}: the secret itself. */
  GITLAB("X-Gitlab-Token", "", "X-Gitlab-Event", "Push Hook");

  private static final String HMAC = "HmacSHA256";

  private final String proofHeader;
  private final String prefix;
  private final String eventHeader;
  private final String pushEvent;

  WebhookKind(String proofHeader, String prefix, String eventHeader, String pushEvent) {
    this.proofHeader = proofHeader;
    this.prefix = prefix;
    this.eventHeader = eventHeader;
    this.pushEvent = pushEvent;
  }

  /** True when the delivery comes from who knows the secret; takes the same time either way. */
  boolean isAuthentic(UnaryOperator<@Nullable String> headers, byte[] body, String secret) {
    String proof = headers.apply(proofHeader);
    if (proof == null || !proof.startsWith(prefix)) {
      return false;
    }
    byte[] expected =
        switch (this) {
          case GITHUB, GITEA ->
              HexFormat.of().formatHex(hmac(secret, body)).getBytes(StandardCharsets.UTF_8);
          case GITLAB -> secret.getBytes(StandardCharsets.UTF_8);
        };
    return MessageDigest.isEqual(
        expected, proof.substring(prefix.length()).getBytes(StandardCharsets.UTF_8));
  }

  /** True for a delivery that is about a push, and not a ping or anything else. */
  boolean isPush(UnaryOperator<@Nullable String> headers) {
    return pushEvent.equals(headers.apply(eventHeader));
  }

  /** The account that pushed; empty when the payload does not name one. */
  String account(JsonNode payload) {
    return switch (this) {
      case GITHUB -> payload.at("/sender/login").asText("");
      case GITEA -> payload.at("/pusher/login").asText(payload.at("/pusher/username").asText(""));
      case GITLAB -> payload.path("user_username").asText("");
    };
  }

  private static byte[] hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
