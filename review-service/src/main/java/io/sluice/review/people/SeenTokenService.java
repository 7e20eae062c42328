package io.sluice.review.people;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.sluice.kit.security.Caller;
import io.sluice.kit.security.Callers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Keeps the directory of people up with every token that is shown, before the request goes on. A
 * token costs one write when it is first seen here, and nothing after that.
 */
@ApplicationScoped
public class SeenTokenService implements SecurityIdentityAugmentor {
  private static final Logger LOG = Logger.getLogger(SeenTokenService.class);
  private static final int MAX_REMEMBERED = 10_000;

  private final Pool database;
  private final Map<String, Seen> remembered =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  @Inject
  SeenTokenService(Pool database) {
    this.database = database;
  }

  /** What a token said. */
  private record Seen(Caller caller, long issuedAt, long expiresAt) {
    /** True when the other one says something that this one does not. */
    boolean isNewsAfter(Seen known) {
      return issuedAt > known.issuedAt()
          || (issuedAt == known.issuedAt() && !caller.equals(known.caller()));
    }
  }

  /** After the token was found to be good. */
  @Override
  public int priority() {
    return -10;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
      return Uni.createFrom().item(identity);
    }
    Seen seen = new Seen(Callers.of(identity), token.getIssuedAtTime(), token.getExpirationTime());
    if (isKnown(seen)) {
      return Uni.createFrom().item(identity);
    }
    return write(seen)
        .invoke(() -> remember(seen))
        // Without its database this service decides nothing anyway; the request will say so.
        .onFailure()
        .invoke(e -> LOG.warnf("The directory of people missed a token: %s", e))
        .onFailure()
        .recoverWithNull()
        .replaceWith(identity);
  }

  private Uni<Void> write(Seen seen) {
    return database
        .preparedQuery(PeopleStore.SEEN)
        .execute(
            Tuple.from(
                List.of(
                    seen.caller().subject(),
                    seen.caller().roles().toArray(String[]::new),
                    seen.caller().teams().toArray(String[]::new),
                    Instant.ofEpochSecond(seen.issuedAt()).atOffset(ZoneOffset.UTC),
                    Instant.ofEpochSecond(seen.expiresAt()).atOffset(ZoneOffset.UTC))))
        .replaceWithVoid();
  }

  private synchronized boolean isKnown(Seen seen) {
    Seen known = remembered.get(seen.caller().subject());
    return known != null && !seen.isNewsAfter(known);
  }

  private synchronized void remember(Seen seen) {
    remembered.merge(
        seen.caller().subject(), seen, (known, other) -> other.isNewsAfter(known) ? other : known);
  }
}
