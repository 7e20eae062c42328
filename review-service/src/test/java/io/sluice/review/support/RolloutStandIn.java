package io.sluice.review.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A rollout-service over real HTTP that knows who fetched which prompt. */
public final class RolloutStandIn {
  private static final String NOBODY =
      "{\"consumers\":[],\"consumerCount\":0,\"traffic\":[],\"addedByANewerService\":1}";

  private final HttpServer server;
  private final Map<String, String> consumers = new ConcurrentHashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Map<Long, Rollout> rollouts = new ConcurrentHashMap<>();
  private final List<String> lines = new ArrayList<>();

  /** A rollout in production, and why it was rolled back, if it was. */
  public record Rollout(long number, String prompt, int version, String state, String reason) {}

  public RolloutStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext("/v1/prompts", this::handle);
    server.createContext("/v1/rollouts", this::handleRollouts);
    server.createContext("/v1/rollout-events", this::handleLines);
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public void stop() {
    server.stop(0);
  }

  /** Has one app fetch a prompt so often within a day. */
  public void fetched(String prompt, String app, long calls) {
    consumers.put(
        prompt,
        """
        {"prompt":"%s","consumers":[{"app":"%s","firstDay":"2026-03-01","lastDay":"2026-03-02",
         "days":2}],"consumerCount":1,"traffic":[{"day":"2026-03-02","calls":%d}]}
        """
            .formatted(prompt, app, calls));
  }

  /** Has a rollout of a version, in a state. */
  public void rollout(long number, String prompt, int version, String state) {
    rollouts.put(number, new Rollout(number, prompt, version, state, ""));
  }

  /** Has something happen to the rollout of a change. */
  public void happened(long change, String prompt, String event, String detail) {
    happened(change, prompt, event, detail, null);
  }

  /** The same of a version that says who owns the prompt. */
  public synchronized void happened(
      long change, String prompt, String event, String detail, String owner) {
    lines.add(
        """
        {"id":%d,"rollout":1,"prompt":"%s","environment":"production","version":2,"change":%d,
         "at":"%s","event":"%s","detail":"%s","state":"rolling_out",
         "owner":%s}
        """
            .formatted(
                lines.size() + 1,
                prompt,
                change,
                Instant.now(),
                event,
                detail,
                owner == null ? "null" : '"' + owner + '"'));
  }

  private synchronized void handleLines(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getQuery();
      int after = Integer.parseInt(query.replaceFirst(".*after=([0-9]+).*", "$1"));
      List<String> rest = lines.subList(Math.min(after, lines.size()), lines.size());
      byte[] body =
          ("{\"items\":[" + String.join(",", rest) + "]}").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  public Rollout rollout(long number) {
    return rollouts.get(number);
  }

  /** Rolls back whatever is asked for, in two steps, as the real one does. */
  private void handleRollouts(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      StringBuilder items = new StringBuilder();
      if (path.endsWith("/rollback")) {
        long number = Long.parseLong(path.split("/")[3]);
        String reason =
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        rollouts.computeIfPresent(
            number, (n, r) -> new Rollout(n, r.prompt(), r.version(), "rolling_back", reason));
      } else {
        String query = exchange.getRequestURI().getQuery();
        rollouts.values().stream()
            .filter(r -> query.contains("prompt=" + r.prompt() + "&"))
            .forEach(
                r -> {
                  items.append(items.isEmpty() ? "" : ",").append(json(r));
                  rollouts.computeIfPresent(
                      r.number(),
                      (n, now) ->
                          now.state().equals("rolling_back")
                              ? new Rollout(n, r.prompt(), r.version(), "rolled_back", now.reason())
                              : now);
                });
      }
      byte[] body = ("{\"items\":[" + items + "]}").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String json(Rollout r) {
    return """
        {"number":%d,"prompt":"%s","environment":"production","state":"%s",
         "candidate":{"version":%d,"digest":"x"},"addedByANewerService":1}
        """
        .formatted(r.number(), r.prompt(), r.state(), r.version());
  }

  /** Does not answer about a prompt, or does again. */
  public void silent(String prompt, boolean isSilent) {
    if (isSilent) {
      silent.add(prompt);
    } else {
      silent.remove(prompt);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String prompt = exchange.getRequestURI().getPath().split("/")[3];
      if (silent.contains(prompt)) {
        return;
      }
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      boolean known = authorization != null && authorization.startsWith("Bearer");
      byte[] body = consumers.getOrDefault(prompt, NOBODY).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(known ? 200 : 401, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
