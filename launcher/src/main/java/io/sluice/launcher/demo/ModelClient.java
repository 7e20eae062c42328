package io.sluice.launcher.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Calls a model by the OpenAI chat-completions interface. */
final class ModelClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final JsonHttp http;
  private final URI completions;
  private final String key;
  private final String nameOverride;

  /**
   * A client of one endpoint.
   *
   * @param base with or without {@code /chat/completions} at its end
   * @param key empty when the endpoint wants none
   * @param nameOverride the endpoint's own name for the model; empty to ask for the prompt's
   */
  ModelClient(JsonHttp http, URI base, String key, String nameOverride) {
    this.http = http;
    String url = base.toString().replaceFirst("/+$", "");
    this.completions =
        URI.create(url.endsWith("/chat/completions") ? url : url + "/chat/completions");
    this.key = key;
    this.nameOverride = nameOverride;
  }

  /**
   * What the model writes.
   *
   * @throws IOException when it cannot be reached or answers with an error
   */
  String complete(String model, JsonNode parameters, List<Map<String, String>> messages)
      throws IOException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("model", nameOverride.isEmpty() ? model : nameOverride);
    request.put("messages", messages);
    if (parameters.has("temperature")) {
      request.put("temperature", parameters.get("temperature"));
    }
    if (parameters.has("maxTokens")) {
      request.put("max_tokens", parameters.get("maxTokens"));
    }
    Answer answer = http.send(completions, key, request, TIMEOUT);
    if (!answer.isOk()) {
      throw new IOException("The model answered " + answer.status());
    }
    return answer.body().at("/choices/0/message/content").asString("");
  }
}
