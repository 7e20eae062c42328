package io.sluice.launcher.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Serves the {@link StandInModel} as {@code POST /v1/chat/completions}, as much of OpenAI's
 * interface as a client of plain completions uses. Local to this machine, on a free port.
 */
public final class StandInServer implements AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final int CHARS_PER_TOKEN = 4;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final StandInModel model = new StandInModel();
  private final JsonMapper json = JsonMapper.shared();
  private final AtomicLong answered = new AtomicLong();

  private StandInServer(HttpServer server) {
    this.server = server;
  }

  public static StandInServer start() {
    // Without it every answer waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      StandInServer server = new StandInServer(http);
      http.createContext("/v1/chat/completions", server::complete);
      http.setExecutor(server.executor);
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("The stand-in model cannot listen", e);
    }
  }

  /** Base of its interface, as SLUICE_MODEL_URL would be given. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  private void complete(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        send(exchange, 405, error("Only POST is answered here."));
        return;
      }
      JsonNode messages = messages(exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES));
      if (!messages.isArray() || messages.isEmpty()) {
        send(exchange, 400, error("The body must be JSON with a list of 'messages'."));
        return;
      }
      String instructions = contents(messages, "system");
      String request = contents(messages, "user");
      String answer = model.answer(instructions, request);
      send(exchange, 200, completion(answer, instructions.length() + request.length()));
    }
  }

  private JsonNode messages(byte[] body) {
    try {
      return json.readTree(body).path("messages");
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static String contents(JsonNode messages, String role) {
    return StreamSupport.stream(messages.spliterator(), false)
        .filter(message -> message.path("role").asString("").equals(role))
        .map(message -> message.path("content").asString(""))
        .collect(Collectors.joining("\n"));
  }

  private Map<String, Object> completion(String answer, int promptChars) {
    int promptTokens = promptChars / CHARS_PER_TOKEN;
    int answerTokens = answer.length() / CHARS_PER_TOKEN;
    return Map.of(
        "id",
        "stand-in-" + answered.incrementAndGet(),
        "object",
        "chat.completion",
        "model",
        StandInModel.NAME,
        "choices",
        List.of(
            Map.of(
                "index",
                0,
                "finish_reason",
                "stop",
                "message",
                Map.of("role", "assistant", "content", answer))),
        "usage",
        Map.of(
            "prompt_tokens", promptTokens,
            "completion_tokens", answerTokens,
            "total_tokens", promptTokens + answerTokens));
  }

  private static Map<String, Object> error(String message) {
    return Map.of("error", Map.of("message", message, "type", "invalid_request_error"));
  }

  private void send(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
