package io.sluice.registry.remote;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.fuzz.Check;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Target: bodies and proofs of push webhooks. */
public final class WebhookFuzz {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "a-secret-of-the-fuzzer";
  private static final Pattern ACCOUNT = Pattern.compile("[!-~]{1,200}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private WebhookFuzz() {}

  /**
   * A body is refused as malformed, is about nothing that matters, or tells of a push in words that
   * can be stored and compared; and nobody without the secret is believed.
   */
  public static void delivery(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    for (WebhookKind kind : WebhookKind.values()) {
      body(kind, data);
      Check.that(
          !kind.isAuthentic(header -> text, data, SECRET) || text.equals(SECRET),
          "Believed without the secret",
          kind);
      Check.that(!kind.isAuthentic(header -> null, data, SECRET), "No proof is none", kind);
    }
    String proof = Deliveries.hmac(SECRET, text);
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Check.that(WebhookKind.GITEA.isAuthentic(header -> proof, body, SECRET), "The proof", proof);
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    Check.that(!WebhookKind.GITEA.isAuthentic(header -> proof, longer, SECRET), "Of it", proof);
  }

  private static void body(WebhookKind kind, byte[] data) {
    Optional<PushEvent> read;
    try {
      read = WebhookResource.read(JSON, kind, data);
    } catch (ProblemException e) {
      Check.same(CommonProblem.MALFORMED_REQUEST, e.type(), "Only a body can be malformed");
      return;
    }
    read.ifPresent(
        event -> {
          Check.that(ACCOUNT.matcher(event.account()).matches(), "An account", event);
          Check.same(event.account().toLowerCase(Locale.ROOT), event.account(), "Lower case");
          Check.that(COMMIT.matcher(event.before()).matches(), "A commit before", event);
          Check.that(COMMIT.matcher(event.after()).matches(), "A commit after", event);
          Check.that(!event.after().equals(PushEvent.NOWHERE), "It is somewhere", event);
          Check.that(
              event.ref().equals("refs/heads/main")
                  || event.ref().startsWith("refs/heads/changes/"),
              "A ref that matters",
              event);
        });
  }
}
