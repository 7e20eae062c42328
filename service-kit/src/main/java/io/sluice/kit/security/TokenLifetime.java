package io.sluice.kit.security;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Bounds how long a token lives from issue to expiry: a leaked token of a person must not be good
 * for months. Signature, issuer, audience and expiry are checked before this by MicroProfile JWT.
 */
@ApplicationScoped
public class TokenLifetime implements SecurityIdentityAugmentor {
  private static final Set<String> PEOPLE = Set.of(Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR);

  private final Duration maxForPeople;
  private final Duration maxForMachines;

  @Inject
  TokenLifetime(
      @ConfigProperty(name = "sluice.token.max-lifetime.people", defaultValue = "12H")
          Duration maxForPeople,
      @ConfigProperty(name = "sluice.token.max-lifetime.machines", defaultValue = "90D")
          Duration maxForMachines) {
    this.maxForPeople = maxForPeople;
    this.maxForMachines = maxForMachines;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
      return Uni.createFrom().item(identity);
    }
    boolean person = identity.getRoles().stream().anyMatch(PEOPLE::contains);
    Duration max = person ? maxForPeople : maxForMachines;
    long issued = token.getIssuedAtTime();
    long lifetimeSeconds = token.getExpirationTime() - issued;
    boolean named = token.getSubject() != null && !token.getSubject().isBlank();
    if (!named || issued <= 0 || lifetimeSeconds <= 0 || lifetimeSeconds > max.toSeconds()) {
      return Uni.createFrom()
          .failure(
              new AuthenticationFailedException("token without sub or iat, or it lives too long"));
    }
    return Uni.createFrom().item(identity);
  }
}
