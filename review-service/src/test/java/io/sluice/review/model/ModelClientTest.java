package io.sluice.review.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelClientTest {
  @TempDir Path folder;
  HttpServer server;
  final AtomicReference<String> request = new AtomicReference<>("");
  final AtomicReference<String> key = new AtomicReference<>("");
  int status = 200;
  String retryAfter;
  String answer =
      "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
          + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}],"
          + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            request.set(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            key.set(exchange.getRequestHeaders().getFirst("Authorization"));
            if (retryAfter != null) {
              exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (status == 302) {
              exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest");
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ModelClient client(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("sluice.models.providers.acme.kind", "openai");
    settings.put(
        "sluice.models.providers.acme.base-url",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    settings.put("sluice.models.providers.acme.timeout", "1s");
    settings.putAll(more);
    return new ModelClient(
        new SmallRyeConfigBuilder()
            .withMapping(ModelSettings.class)
            .withConverter(
                Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build()
            .getConfigMapping(ModelSettings.class));
  }

  private ModelAnswer ask() {
    return client(Map.of("sluice.models.providers.acme.key", "sk-secret"))
        .ask(
            new ModelCall(
                "acme/large",
                List.of(new Message(Message.Role.USER, "hello")),
                JsonNodeFactory.instance.objectNode().put("temperature", 0.5).put("topK", 3),
                77));
  }

  @Test
  void anAnswerComesWithItsTokens() {
    ModelAnswer.Answered answered = assertInstanceOf(ModelAnswer.Answered.class, ask());
    assertEquals("hi", answered.text());
    assertEquals(new Usage(7, 2, false), answered.usage());
    String sent = request.get().replaceAll("\\s", "");
    for (String part :
        List.of("\"model\":\"large\"", "\"temperature\":0.5", "\"max_tokens\":77", "\"topK\":3")) {
      assertEquals(true, sent.contains(part), sent);
    }
  }

  /** A prompt's author must not lift the ceiling that a budget relies on. */
  @Test
  void aParameterThatIsOursIsRefused() {
    ModelAnswer answer =
        client(Map.of("sluice.models.providers.acme.key", "sk-secret"))
            .ask(
                new ModelCall(
                    "acme/large",
                    List.of(new Message(Message.Role.USER, "hello")),
                    JsonNodeFactory.instance.objectNode().put("max_tokens", 100_000),
                    77));
    assertEquals(
        new ModelAnswer.Refused("The parameter 'max_tokens' is not a prompt's to set."), answer);
    assertEquals("", request.get(), "it was sent");
  }

  @Test
  void tooFastIsToldWithTheWaitThatIsAskedFor() {
    status = 429;
    retryAfter = "7";
    assertEquals(new ModelAnswer.Throttled(Duration.ofSeconds(7)), ask());
    retryAfter = "Wed, 21 Oct 2026 07:28:00 GMT";
    assertEquals(new ModelAnswer.Throttled(null), ask());
  }

  @Test
  void errorsAreSortedByWhetherTryingAgainHelps() {
    status = 500;
    assertInstanceOf(ModelAnswer.Failed.class, ask());
    status = 401;
    assertInstanceOf(ModelAnswer.Refused.class, ask());
    status = 302;
    assertInstanceOf(ModelAnswer.Refused.class, ask(), "a redirect is not followed");
    status = 200;
    answer = "not json";
    assertInstanceOf(ModelAnswer.Lost.class, ask(), "it may be paid");
    server.stop(0);
    assertInstanceOf(ModelAnswer.Failed.class, ask(), "nothing was sent");
  }

  @Test
  void noErrorRepeatsWhatTheProviderSays() {
    status = 400;
    answer = "{\"error\":{\"message\":\"Incorrect API key sk-secret\"}}";
    assertFalse(ask().toString().contains("sk-secret"));
  }

  @Test
  void aKeyInAFileIsReadForEveryCall() throws IOException {
    Path file = folder.resolve("key");
    ModelClient client = client(Map.of("sluice.models.providers.acme.key-file", file.toString()));
    ModelCall call =
        new ModelCall(
            "acme/large",
            List.of(new Message(Message.Role.USER, "hello")),
            JsonNodeFactory.instance.objectNode(),
            10);
    assertInstanceOf(ModelAnswer.Refused.class, client.ask(call), "there is no file yet");
    for (String value : List.of("first", "second")) {
      Files.writeString(file, value + "\n");
      client.ask(call);
      assertEquals("Bearer " + value, key.get());
    }
  }

  @Test
  void aVendorThatNobodyAnswersForIsRefused() {
    assertInstanceOf(
        ModelAnswer.Refused.class,
        client(Map.of())
            .ask(
                new ModelCall(
                    "elsewhere/x", List.of(), JsonNodeFactory.instance.objectNode(), 10)));
  }
}
