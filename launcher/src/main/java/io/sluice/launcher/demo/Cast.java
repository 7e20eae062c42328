package io.sluice.launcher.demo;

import io.sluice.launcher.home.Ports;
import io.sluice.launcher.platform.Service;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Who acts in the story: each with a token of their own, as an identity provider gives them. */
record Cast(Ports ports, TokenMint mint, JsonHttp http, Patience patience) {
  private static final String TEAM = "customer-success";
  private static final Duration TOKEN_TTL = Duration.ofHours(12);

  /** The engineer's token, for git and for looking at rollouts. */
  String anaToken() {
    return token("ana", "engineer");
  }

  /** The token of the simulated app. */
  String appToken() {
    return token("support-desk", "app");
  }

  /** Ana at the review-service; she is a reviewer too, of other people's changes. */
  Review ana() {
    return review("ana", "engineer", "reviewer");
  }

  /** Omar at the review-service. */
  Review omar() {
    return review("omar", "reviewer");
  }

  URI url(Service service) {
    return URI.create(service.url(ports));
  }

  private Review review(String person, String... roles) {
    return new Review(http, url(Service.REVIEW), person, token(person, roles), patience);
  }

  private String token(String subject, String... roles) {
    return mint.mint(new TokenRequest(subject, List.of(roles), List.of(TEAM), TOKEN_TTL));
  }
}
