package io.sluice.registry.remote;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The secret that webhooks are signed with; a file is read anew for every delivery. */
@ApplicationScoped
class WebhookSecret {
  private final Optional<String> secret;
  private final Optional<Path> file;

  @Inject
  WebhookSecret(
      @ConfigProperty(name = "sluice.git.webhook.secret") Optional<String> secret,
      @ConfigProperty(name = "sluice.git.webhook.secret-file") Optional<Path> file) {
    this.secret = secret;
    this.file = file;
  }

  /** Empty when webhooks are off. */
  Optional<String> current() {
    if (file.isEmpty()) {
      return secret.filter(text -> !text.isBlank());
    }
    try {
      return Optional.of(Files.readString(file.get()).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException("sluice.git.webhook.secret-file cannot be read", e);
    }
  }
}
