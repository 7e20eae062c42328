package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One service of the benchmark's platform. For any number of threads.
 *
 * @param url of the service, without a path
 */
record BenchApi(HttpClient http, String url) {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  JsonNode get(String path, String token) {
    return json(send(path, token));
  }

  JsonNode post(String path, String token, Object body) {
    return json(tryPost(path, token, body));
  }

  HttpResponse<String> send(String path, String token) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).GET(), token);
  }

  /** The answer whatever it is. */
  HttpResponse<String> tryPost(String path, String token, Object body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))),
        token);
  }

  /** Sends JSON that is written already; the answer whatever it is. */
  HttpResponse<String> postText(String path, String token, String json) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        token);
  }

  private static JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new UserError(
          "%s was answered %d: %s"
              .formatted(response.uri(), response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String token) {
    request.timeout(TIMEOUT);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UserError("No answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }
}
