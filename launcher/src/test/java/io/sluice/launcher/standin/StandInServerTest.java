package io.sluice.launcher.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StandInServerTest {
  private final StandInServer server = StandInServer.start();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void answersAsChatCompletionsDoAndSaysThatItIsAStandIn() throws Exception {
    HttpResponse<String> response =
        post(
            """
            {"model": "anthropic/claude-sonnet-4-6", "temperature": 0.2,
             "messages": [{"role": "system", "content": "Answer in JSON."},
                          {"role": "user", "content": "Where is my parcel?"}]}""");
    assertEquals(200, response.statusCode());
    JsonNode body = JsonMapper.shared().readTree(response.body());
    assertEquals("stand-in", body.get("model").asString());
    assertEquals("chat.completion", body.get("object").asString());
    JsonNode choice = body.get("choices").get(0);
    assertEquals("stop", choice.get("finish_reason").asString());
    assertEquals("assistant", choice.at("/message/role").asString());
    String content = choice.at("/message/content").asString();
    assertEquals("shipping", JsonMapper.shared().readTree(content).get("category").asString());
    assertTrue(body.at("/usage/total_tokens").asInt() > 0);
  }

  @Test
  void badRequestsAreToldWhatIsWrong() throws Exception {
    assertEquals(400, post("no json").statusCode());
    assertEquals(400, post("{\"messages\": []}").statusCode());
    HttpResponse<String> get =
        http.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/chat/completions")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(405, get.statusCode());
    assertTrue(get.body().contains("POST"), get.body());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/chat/completions"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
