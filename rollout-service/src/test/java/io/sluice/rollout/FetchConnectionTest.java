package io.sluice.rollout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many requests on one connection, fetches and others: each gets its own answer, in order. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class FetchConnectionTest {
  private static final String PATH = "/v1/prompts/connected/active?subject=s";
  private static final String DECISION = "sluice-decision";
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int PATIENCE_MS = 30_000;

  private final App app = new App("connected-app");

  /**
   * @param headers with names in lower case
   * @param prepared whether it was made beforehand; such answers write {@code ETag} so
   */
  private record Answer(int status, Map<String, String> headers, String body, boolean prepared) {
    Map<String, String> withoutDecision() {
      Map<String, String> others = new TreeMap<>(headers);
      others.remove(DECISION);
      return others;
    }
  }

  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Connection() throws IOException {
      socket = new Socket("localhost", RestAssured.port);
      socket.setSoTimeout(PATIENCE_MS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    Answer read() throws IOException {
      String status = line();
      Map<String, String> headers = new TreeMap<>();
      boolean prepared = false;
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        prepared |= line.startsWith("ETag");
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new Answer(
          Integer.parseInt(status.split(" ", 3)[1]),
          headers,
          new String(in.readNBytes(length), StandardCharsets.UTF_8),
          prepared);
    }

    List<Integer> statuses(int number) throws IOException {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        statuses.add(read().status());
      }
      return statuses;
    }

    boolean isOver() throws IOException {
      return in.read() < 0;
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IOException("The connection ended within '" + line + "'");
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @BeforeEach
  void somethingIsLive() {
    RegistryStandIn.get().promote(Prompts.version("connected", 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor("connected", "s") == 1);
  }

  @Test
  void laterFetchesAreAnsweredAsTheFirst() throws IOException {
    try (Connection connection = new Connection()) {
      List<Answer> answers = new ArrayList<>();
      Set<String> decisions = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        connection.send(fetch());
        answers.add(connection.read());
        decisions.add(answers.getLast().headers().get(DECISION));
        assertEquals(200, answers.getLast().status());
        assertEquals(answers.getFirst().withoutDecision(), answers.getLast().withoutDecision());
        assertEquals(answers.getFirst().body(), answers.getLast().body());
      }
      assertEquals(4, decisions.size());
      assertEquals(
          List.of(false, true, true, true), answers.stream().map(Answer::prepared).toList());

      String etag = answers.getFirst().headers().get("etag");
      for (String known : List.of(etag, "\"x\", " + etag, "*")) {
        connection.send(fetch("If-None-Match: " + known));
        Answer unchanged = connection.read();
        assertEquals(304, unchanged.status());
        assertEquals(Set.of("etag", "cache-control", DECISION), unchanged.headers().keySet());
        assertEquals(etag, unchanged.headers().get("etag"));
        assertTrue(decisions.add(unchanged.headers().get(DECISION)));
      }
      connection.send(fetch("If-None-Match: \"x\""));
      assertEquals(200, connection.read().status());
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (Connection connection = joined()) {
      connection.send(
          fetch()
              + request("GET", "/v1/prompts/unheard-of/active")
              + fetch()
              + render("{\"inputs\":{\"email\":\"hello\"}}")
              + fetch("If-None-Match: *")
              + fetch("Content-Length: 20000")
              + "x".repeat(20_000)
              + request("DELETE", PATH)
              + fetch()
              + fetch());
      assertEquals(List.of(200, 404, 200, 200, 304, 200, 405, 200, 200), connection.statuses(9));
    }
  }

  @Test
  void bodyOfAFetchIsPassedOver() throws IOException {
    try (Connection connection = joined()) {
      for (String fetch :
          List.of(
              fetch("Content-Length: 20000") + "x".repeat(20_000),
              fetch("Transfer-Encoding: chunked") + "2\r\nhi\r\n0\r\n\r\n")) {
        connection.send(fetch);
        Answer answer = connection.read();
        assertEquals(200, answer.status());
        assertFalse(answer.prepared());
        connection.send(fetch());
        assertTrue(connection.read().prepared());
      }
    }
  }

  @Test
  void requestsMayComeInPieces() throws IOException {
    try (Connection connection = joined()) {
      String requests = fetch() + render("{\"inputs\":{}}") + fetch();
      for (int i = 0; i < requests.length(); i += 7) {
        connection.send(requests.substring(i, Math.min(i + 7, requests.length())));
      }
      assertEquals(List.of(200, 400, 200), connection.statuses(3));
    }
  }

  @Test
  void interimAnswerIsNoAnswer() throws IOException {
    try (Connection connection = joined()) {
      String body = "{\"inputs\":{\"email\":\"hello\"}}";
      String render = render(body);
      String head = render.substring(0, render.length() - body.length() - 2);
      connection.send(head + "Expect: 100-continue\r\n\r\n");
      assertEquals(100, connection.read().status());
      connection.send(body + fetch());
      assertEquals(List.of(200, 200), connection.statuses(2));
      connection.send(fetch());
      assertTrue(connection.read().prepared());
    }
  }

  @Test
  void connectionEndsWhenAskedTo() throws IOException {
    try (Connection connection = joined()) {
      connection.send(fetch("Connection: Keep-Alive") + fetch("Connection: close") + fetch());
      assertEquals(List.of(200, 200), connection.statuses(2));
      assertTrue(connection.isOver());
    }
    try (Connection connection = new Connection()) {
      connection.send(fetch("Connection: close") + fetch());
      assertEquals(List.of(200), connection.statuses(1));
      assertTrue(connection.isOver());
    }
    try (Connection connection = joined()) {
      connection.send(fetch().replace("HTTP/1.1", "HTTP/1.0"));
      assertEquals(List.of(200), connection.statuses(1));
      assertTrue(connection.isOver());
    }
  }

  @Test
  void everyRequestNeedsItsOwnToken() throws IOException {
    try (Connection connection = joined()) {
      connection.send(
          fetch().replace(app.token(), app.token() + "x")
              + fetch()
              + fetch().replace(app.token(), TestTokens.of("connected-app", "service"))
              + "GET "
              + PATH
              + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + fetch());
      assertEquals(List.of(401, 200, 403, 401, 200), connection.statuses(5));
    }
  }

  @Test
  void malformedRequestsAreRefused() throws IOException {
    for (String malformed :
        List.of(
            fetch("Content-Length: 2", "Transfer-Encoding: chunked") + "0\r\n\r\n",
            fetch("X: 1", "Y: " + "y".repeat(20_000)),
            fetch().replace("HTTP/1.1", "HTTP/x"))) {
      try (Connection connection = joined()) {
        connection.send(malformed);
        int status = connection.read().status();
        assertEquals(4, status / 100, status + " for " + malformed.lines().toList());
      }
    }
  }

  /** An app that sends and does not read must not fill the memory with its answers. */
  @Test
  void whoDoesNotReadIsNotReadFrom() throws Exception {
    int number = 30_000;
    AtomicInteger sent = new AtomicInteger();
    try (Connection connection = joined()) {
      String fetch = fetch();
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < number; i++) {
                    connection.send(fetch);
                    sent.incrementAndGet();
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      awaitStandstill(sent, number);
      assertTrue(sent.get() < number, "All of " + number + " requests were taken");
      assertFalse(sender.isDone());
      for (int i = 0; i < number; i++) {
        assertEquals(200, connection.read().status());
      }
      sender.get();
    }
  }

  @Test
  void http2WorksAsWell() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + PATH))
              .header("Authorization", "Bearer " + app.token())
              .build();
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
      }
    }
  }

  /** Until nothing more is taken for two seconds, or everything was. */
  private static void awaitStandstill(AtomicInteger sent, int all) {
    AtomicInteger before = new AtomicInteger(-1);
    await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> sent.get() == all || before.getAndSet(sent.get()) == sent.get());
  }

  /** A connection on which a fetch was answered. */
  private Connection joined() throws IOException {
    Connection connection = new Connection();
    connection.send(fetch());
    assertEquals(200, connection.read().status());
    return connection;
  }

  private String fetch(String... headers) {
    return request("GET", PATH, headers);
  }

  private String render(String body) {
    return request(
            "POST",
            "/v1/prompts/connected/render",
            "Content-Type: application/json",
            "Content-Length: " + body.length())
        + body;
  }

  private String request(String method, String path, String... headers) {
    StringBuilder text =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n")
            .append("Authorization: Bearer ")
            .append(app.token())
            .append("\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
