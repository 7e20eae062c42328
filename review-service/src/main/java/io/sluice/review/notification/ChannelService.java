package io.sluice.review.notification;

import io.quarkus.runtime.Startup;
import io.sluice.kit.webhook.WebhookAddresses;
import io.sluice.kit.webhook.WebhookSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * The channels that the configuration names, read when the service starts: a wrong one stops the
 * start and names its property.
 */
@Startup
@ApplicationScoped
public class ChannelService {
  private static final String PREFIX = "sluice.notifications.";

  private final Config config;
  private final List<Channel> channels;
  private final WebhookAddresses addresses;

  @Inject
  ChannelService(Config config) {
    this.config = config;
    this.addresses =
        new WebhookAddresses(
            list(PREFIX + "allowed-hosts"),
            config.getOptionalValue(PREFIX + "allow-private", Boolean.class).orElse(false));
    this.channels = list(PREFIX + "channels").stream().map(this::channel).toList();
  }

  List<Channel> channels() {
    return channels;
  }

  WebhookAddresses addresses() {
    return addresses;
  }

  private Channel channel(String name) {
    if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
      throw wrong(PREFIX + "channels", "'" + name + "' is no name such as 'chat-of-the-team'");
    }
    String at = PREFIX + name;
    Set<Kind> kinds = kinds(at + ".events");
    String type = config.getOptionalValue(at + ".type", String.class).orElse("");
    return switch (type) {
      case "webhook" -> new Channel.Webhook(name, kinds, url(at), secret(at + ".secret-file"));
      case "slack" -> new Channel.Slack(name, kinds, url(at));
      case "mail" -> {
        List<String> to = list(at + ".to");
        if (to.isEmpty()) {
          throw wrong(at + ".to", "name whom to write to");
        }
        yield new Channel.Mail(name, kinds, to);
      }
      default -> throw wrong(at + ".type", "must be webhook, slack or mail");
    };
  }

  private Set<Kind> kinds(String property) {
    List<String> named = list(property);
    if (named.isEmpty()) {
      return EnumSet.allOf(Kind.class);
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String kind : named) {
      kinds.add(
          Kind.of(kind).orElseThrow(() -> wrong(property, "there is no event '" + kind + "'")));
    }
    return kinds;
  }

  /** The URL, or the file that holds it where it is a secret. */
  private URI url(String at) {
    Optional<Path> file = config.getOptionalValue(at + ".url-file", Path.class);
    String text =
        file.map(path -> read(at + ".url-file", path))
            .orElseGet(() -> config.getOptionalValue(at + ".url", String.class).orElse(""));
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw wrong(at + ".url", "it is not a URL");
    }
    addresses
        .objection(url)
        .ifPresent(
            objection -> {
              throw wrong(at + ".url", objection + " (" + PREFIX + "allowed-hosts)");
            });
    return url;
  }

  private WebhookSecret secret(String property) {
    Path file =
        config
            .getOptionalValue(property, Path.class)
            .orElseThrow(() -> wrong(property, "name the file of the secret"));
    try {
      return WebhookSecret.parse(read(property, file));
    } catch (IllegalArgumentException e) {
      throw wrong(property, String.valueOf(e.getMessage()));
    }
  }

  private static String read(String property, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw wrong(property, "the file " + file + " cannot be read");
    }
  }

  private List<String> list(String property) {
    return config.getOptionalValues(property, String.class).orElse(List.of()).stream()
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  private static IllegalStateException wrong(String property, String why) {
    return new IllegalStateException(property + ": " + why);
  }
}
