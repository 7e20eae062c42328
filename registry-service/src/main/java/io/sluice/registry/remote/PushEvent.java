package io.sluice.registry.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A push as a webhook tells it.
 *
 * @param before commit that the ref was at; 40 zeros when it was made
 * @param after commit that the ref is at; 40 zeros when it was deleted
 * @param account who pushed, by the name of the account at that server, in lower case
 */
record PushEvent(String ref, String before, String after, String account) {
  static final String NOWHERE = "0".repeat(40);

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern REF =
      Pattern.compile("refs/heads/(main|changes/[a-z0-9._/-]{1,100})");

  /** What the three servers let an account be named; the database takes no NUL, for one. */
  private static final Pattern ACCOUNT = Pattern.compile("[!-~]{1,200}");

  /** Reads a payload; empty when it is about a ref that does not matter here, or a deletion. */
  static Optional<PushEvent> read(WebhookKind kind, JsonNode payload) {
    String ref = payload.path("ref").asText("");
    String before = payload.path("before").asText("");
    String after = payload.path("after").asText("");
    String account = kind.account(payload).strip();
    boolean usable =
        REF.matcher(ref).matches()
            && COMMIT.matcher(before).matches()
            && COMMIT.matcher(after).matches()
            && !after.equals(NOWHERE)
            && ACCOUNT.matcher(account).matches();
    return usable
        ? Optional.of(new PushEvent(ref, before, after, account.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }
}
