package io.sluice.kit.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Puts this service's own bearer token on every call to another service. The token is a file that
 * its issuer may replace at any time (as Kubernetes does with projected tokens).
 */
@ApplicationScoped
public class ServiceToken implements ClientRequestFilter {
  private record Read(FileTime modified, String token) {}

  private final Path file;
  private volatile Read last = new Read(FileTime.fromMillis(0), "");

  @Inject
  ServiceToken(@ConfigProperty(name = "sluice.service-token.file") Path file) {
    this.file = file;
  }

  @Override
  public void filter(ClientRequestContext request) throws IOException {
    request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + current());
  }

  private String current() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    Read known = last;
    if (!known.modified().equals(modified)) {
      known = new Read(modified, Files.readString(file).strip());
      last = known;
    }
    return known.token();
  }
}
