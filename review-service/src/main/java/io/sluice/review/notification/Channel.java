package io.sluice.review.notification;

import io.sluice.kit.webhook.WebhookSecret;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Somebody who is told. */
sealed interface Channel {
  /** As in the configuration, in the list of deliveries and in metrics. */
  String name();

  /** What they want to be told about. */
  Set<Kind> kinds();

  /** A program that gets JSON with a signature. */
  record Webhook(String name, Set<Kind> kinds, URI url, WebhookSecret secret) implements Channel {}

  /** A chat that takes Slack's incoming webhooks; the URL itself is the secret. */
  record Slack(String name, Set<Kind> kinds, URI url) implements Channel {}

  /**
   * People who get a mail.
   *
   * @param to addresses, or {@value #OWNERS} for the owners of the prompts that it is about
   */
  record Mail(String name, Set<Kind> kinds, List<String> to) implements Channel {
    private static final String OWNERS = "owner";
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@,;<>]+@[^\\s@,;<>]+");

    public Mail {
      to = List.copyOf(to);
    }

    /** Whom a message goes to; an owner that is no address gets none. */
    List<String> to(List<String> owners) {
      return to.stream()
          .flatMap(
              one ->
                  one.equals(OWNERS)
                      ? owners.stream().filter(owner -> ADDRESS.matcher(owner).matches())
                      : Stream.of(one))
          .distinct()
          .toList();
    }
  }
}
