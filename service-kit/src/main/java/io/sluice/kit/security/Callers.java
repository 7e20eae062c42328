package io.sluice.kit.security;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Reads the {@link Caller} from the request's verified token. */
@RequestScoped
public class Callers {
  private final SecurityIdentity identity;

  @Inject
  Callers(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** The caller of this request; only for endpoints that require a role. */
  public Caller current() {
    return of(identity);
  }

  /** The caller that an identity stands for. */
  public static Caller of(SecurityIdentity identity) {
    Set<String> teams = new HashSet<>();
    if (identity.getPrincipal() instanceof JsonWebToken token
        && token.getClaim("teams") instanceof JsonArray array) {
      array.forEach(
          value -> {
            if (value instanceof JsonString text) {
              teams.add(text.getString());
            }
          });
    }
    String subject =
        identity.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null
            ? token.getSubject()
            : identity.getPrincipal().getName();
    return new Caller(subject, identity.getRoles(), teams);
  }
}
