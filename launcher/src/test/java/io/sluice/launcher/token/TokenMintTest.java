package io.sluice.launcher.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;

class TokenMintTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aJoseLibraryAcceptsTheTokenAndReadsTheClaims() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair keys = rsa.generateKeyPair();
    TokenMint mint = new TokenMint(keys.getPrivate(), Clock.fixed(NOW, ZoneOffset.UTC));

    String token =
        mint.mint(
            new TokenRequest(
                "ana \"q\" é",
                List.of("engineer", "reviewer"),
                List.of("customer-success"),
                Duration.ofHours(12)));

    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "RS256"))
            .setVerificationKey(keys.getPublic())
            .setExpectedIssuer("https://sluice.local")
            .setExpectedAudience("sluice")
            .setRequireSubject()
            .setEvaluationTime(NumericDate.fromSeconds(NOW.getEpochSecond()))
            .build();
    JwtClaims claims = consumer.processToClaims(token);
    assertEquals("ana \"q\" é", claims.getSubject());
    assertEquals("ana \"q\" é", claims.getStringClaimValue("upn"));
    assertEquals(List.of("engineer", "reviewer"), claims.getStringListClaimValue("groups"));
    assertEquals(List.of("customer-success"), claims.getStringListClaimValue("teams"));
    assertEquals(NOW.getEpochSecond(), claims.getIssuedAt().getValue());
    assertEquals(NOW.plusSeconds(43_200).getEpochSecond(), claims.getExpirationTime().getValue());
  }
}
