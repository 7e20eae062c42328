package io.sluice.launcher.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs bearer tokens (JWT, RFC 7519, RS256) as the identity provider of a local platform. By the
 * JDK alone: {@code ./sluice token} is typed often, and a JOSE library doubles its start.
 */
public final class TokenMint {
  public static final String ISSUER = "https://sluice.local";
  public static final String AUDIENCE = "sluice";

  private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"RS256\"}";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final PrivateKey key;
  private final Clock clock;
  private final ObjectMapper json = JsonMapper.shared();

  public TokenMint(PrivateKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** A signed token, compact. */
  public String mint(TokenRequest request) {
    long issuedAt = clock.instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", AUDIENCE);
    claims.put("sub", request.subject());
    claims.put("upn", request.subject());
    claims.put("groups", request.roles());
    claims.put("teams", request.teams());
    claims.put("iat", issuedAt);
    claims.put("exp", issuedAt + request.ttl().toSeconds());
    String signed = encode(utf8(HEADER)) + "." + encode(json.writeValueAsBytes(claims));
    return signed + "." + encode(sign(utf8(signed)));
  }

  private byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The token key cannot sign", e);
    }
  }

  private static String encode(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
