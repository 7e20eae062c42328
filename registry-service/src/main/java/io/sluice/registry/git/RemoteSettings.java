package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where the external Git server is and how to get in. The secret is read anew for every connection,
 * so a replaced token file counts at once; it is in no message and in no log.
 */
@ApplicationScoped
public class RemoteSettings {
  private static final String PROPERTY = "sluice.git.remote";

  private final Optional<URIish> url;
  private final String username;
  private final Optional<String> password;
  private final Optional<Path> tokenFile;
  private final Duration timeout;

  /**
   * @param timeout how long the server may keep silent
   * @throws IllegalArgumentException when the URL cannot be used; it names the setting
   */
  @Inject
  public RemoteSettings(
      @ConfigProperty(name = PROPERTY) Optional<String> url,
      @ConfigProperty(name = PROPERTY + ".username", defaultValue = "sluice") String username,
      @ConfigProperty(name = PROPERTY + ".password") Optional<String> password,
      @ConfigProperty(name = PROPERTY + ".token-file") Optional<Path> tokenFile,
      @ConfigProperty(name = PROPERTY + ".timeout", defaultValue = "10s") Duration timeout) {
    this.url = url.filter(text -> !text.isBlank()).map(RemoteSettings::checked);
    this.username = username;
    this.password = password;
    this.tokenFile = tokenFile;
    this.timeout = timeout;
  }

  /** Settings of a registry that is its own home. */
  public static RemoteSettings none() {
    return new RemoteSettings(
        Optional.empty(), "", Optional.empty(), Optional.empty(), Duration.ofSeconds(10));
  }

  /** True when an external server is the home. */
  public boolean isSet() {
    return url.isPresent();
  }

  /** The address, which never holds credentials; empty when there is none. */
  public String address() {
    return url.map(URIish::toString).orElse("");
  }

  URIish url() {
    return url.orElseThrow();
  }

  String username() {
    return username;
  }

  Duration timeout() {
    return timeout;
  }

  /** Password or token; empty when the server asks for none. */
  Optional<String> secret() throws IOException {
    if (tokenFile.isEmpty()) {
      return password;
    }
    try {
      return Optional.of(Files.readString(tokenFile.get()).strip());
    } catch (IOException e) {
      throw new IOException(PROPERTY + ".token-file cannot be read: " + tokenFile.get(), e);
    }
  }

  private static URIish checked(String text) {
    try {
      URIish url = new URIish(text.strip());
      if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
        throw new IllegalArgumentException(
            PROPERTY + " must be an http:// or https:// address; ssh and files are not supported.");
      }
      if (url.getUser() != null || url.getPass() != null) {
        throw new IllegalArgumentException(
            PROPERTY
                + " must not hold credentials; use "
                + PROPERTY
                + ".username and .token-file or .password.");
      }
      return url;
    } catch (URISyntaxException e) {
      // The text is left out: it may hold a password.
      throw new IllegalArgumentException(PROPERTY + " is no URL");
    }
  }
}
