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

  /** Who calls, without what else a token says of them. */
  public String subject() {
    return subject(identity);
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
    return new Caller(subject(identity), identity.getRoles(), teams);
  }

  private static String subject(SecurityIdentity identity) {
    return identity.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null
        ? token.getSubject()
        : identity.getPrincipal().getName();
  }
}
