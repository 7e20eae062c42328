package io.sluice.review.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.sluice.kit.webhook.WebhookClient;
import io.sluice.kit.webhook.WebhookClient.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes one delivery, in the words that its channel understands. */
@ApplicationScoped
public class DeliveryDriver {
  private static final Duration MAIL_TIMEOUT = Duration.ofSeconds(10);

  private final ChannelService channels;
  private final WebhookClient webhooks;
  private final ReactiveMailer mailer;
  private final ObjectMapper json;
  private final Clock clock;

  @Inject
  DeliveryDriver(
      ChannelService channels,
      WebhookClient webhooks,
      ReactiveMailer mailer,
      ObjectMapper json,
      Clock clock) {
    this.channels = channels;
    this.webhooks = webhooks;
    this.mailer = mailer;
    this.json = json;
    this.clock = clock;
  }

  /** Never fails: what goes wrong is the outcome. */
  Uni<Outcome> deliver(Channel channel, DeliveryStore.Due due) {
    byte[] content = due.content().getBytes(StandardCharsets.UTF_8);
    return switch (channel) {
      case Channel.Webhook to ->
          post(to.url(), to.secret().headers(due.messageId(), clock.instant(), content), content);
      case Channel.Slack to -> post(to.url(), Map.of(), slack(message(due)));
      case Channel.Mail to -> mail(to, message(due));
    };
  }

  private Uni<Outcome> post(URI url, Map<String, String> headers, byte[] body) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    all.put("User-Agent", "Sluice");
    return webhooks.post(url, channels.addresses(), all, body);
  }

  private Uni<Outcome> mail(Channel.Mail channel, Message message) {
    List<String> to =
        channel.to(Objects.requireNonNullElse(message.data().owners(), List.<String>of()));
    if (to.isEmpty()) {
      return Uni.createFrom().item(new Outcome.Delivered(0));
    }
    Mail mail =
        new Mail()
            .setTo(to)
            .setSubject(oneLine(message.line()))
            .setText(
                "%s.%n%n%s%n%n%s%n"
                    .formatted(message.line(), message.data().detail(), message.data().url()));
    return mailer
        .send(mail)
        .ifNoItem()
        .after(MAIL_TIMEOUT)
        .fail()
        .<Outcome>replaceWith(new Outcome.Delivered(0))
        .onFailure()
        .recoverWithItem(e -> new Outcome.Failed("not sent: " + e.getClass().getSimpleName()));
  }

  /** A title must not be able to add headers. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /** Slack reads {@code &}, {@code <} and {@code >} as its own; nothing of a title may be that. */
  private static byte[] slack(Message message) {
    String text =
        "<%s|Change %d> (%s) %s, by %s%n%s"
            .formatted(
                message.data().url(),
                message.data().change(),
                escaped(message.data().title()),
                message.type().words(),
                escaped(message.data().by()),
                escaped(message.data().detail()));
    return JsonNodeFactory.instance
        .objectNode()
        .put("text", text)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private Message message(DeliveryStore.Due due) {
    try {
      return json.readValue(due.content(), Message.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Delivery " + due.id() + " cannot be read", e);
    }
  }
}
