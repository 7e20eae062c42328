package io.sluice.launcher.moving;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Requests to a registry: this machine's with a token made here, or another one with a token that
 * was given.
 */
final class RegistryCall {
  /**
   * Environment variable for a token, which on a command line everybody on the machine could read.
   */
  static final String TOKEN_VARIABLE = "SLUICE_TOKEN";

  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private final String base;
  private final String token;

  private RegistryCall(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /**
   * Chooses registry and token.
   *
   * @param url of a registry, or null for this machine's
   * @param token or null for the environment's, or one made here
   * @param subject whom a token that is made here is for
   */
  static RegistryCall of(
      LocalMachine machine,
      @Nullable String url,
      @Nullable String token,
      String subject,
      List<String> teams) {
    String given =
        token != null ? token : machine.environment().getOrDefault(TOKEN_VARIABLE, "").strip();
    if (url != null) {
      if (given.isEmpty()) {
        throw new UserError(
            "--url needs a token of that platform: set " + TOKEN_VARIABLE + ", or give --token.");
      }
      return new RegistryCall(url.replaceAll("/+$", ""), given);
    }
    String local = "http://localhost:" + machine.ports().http(0);
    if (!given.isEmpty()) {
      return new RegistryCall(local, given);
    }
    TokenRequest request = new TokenRequest(subject, List.of("engineer"), teams, TOKEN_LIFETIME);
    PlatformKeys keys = PlatformKeys.forTokens(machine.home());
    return new RegistryCall(local, new TokenMint(keys.tokenKey(), machine.clock()).mint(request));
  }

  /** Sends JSON and returns the answer's JSON; what is refused is an error in its own words. */
  JsonNode post(String path, Object body) {
    return json(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JsonMapper.shared().writeValueAsString(body)))));
  }

  /** Reads JSON. */
  JsonNode get(String path) {
    return json(send(request(path).GET()));
  }

  /** Reads text. */
  String text(String path) {
    return send(request(path).GET()).body();
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create(base + path))
          .timeout(TIMEOUT)
          .header("Authorization", "Bearer " + token);
    } catch (IllegalArgumentException e) {
      throw new UserError("'" + base + path + "' is no URL.", e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new UserError(refusal(answer));
      }
      return answer;
    } catch (IOException e) {
      throw new UserError(
          "No answer from " + base + ". Is the platform running ('./sluice status')?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private static String refusal(HttpResponse<String> answer) {
    StringBuilder text = new StringBuilder();
    JsonNode problem = parse(answer.body());
    text.append(answer.statusCode())
        .append(' ')
        .append(problem.path("detail").asString(problem.path("title").asString("")));
    for (JsonNode error : problem.path("errors")) {
      text.append("\n  ").append(error.path("detail").asString(""));
    }
    return text.toString().strip();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return parse(answer.body());
  }

  private static JsonNode parse(String body) {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
