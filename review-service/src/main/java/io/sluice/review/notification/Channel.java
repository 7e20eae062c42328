package io.sluice.review.notification;

import io.sluice.kit.webhook.WebhookSecret;
import java.net.URI;
import java.util.List;
import java.util.Set;

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

  /** People who get a mail. */
  record Mail(String name, Set<Kind> kinds, List<String> to) implements Channel {
    public Mail {
      to = List.copyOf(to);
    }
  }
}
