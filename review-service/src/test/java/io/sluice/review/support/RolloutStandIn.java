package io.sluice.review.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

  public RolloutStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext("/v1/prompts", this::handle);
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
