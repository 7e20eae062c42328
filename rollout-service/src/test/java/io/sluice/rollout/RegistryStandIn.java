package io.sluice.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.sluice.rollout.Prompts.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A registry over real HTTP, as far as the rollout-service talks to one: the desired state of
 * {@code production} and {@code staging} in small pages, with ETag, 304 and what changed since a
 * commit, and rollbacks, which it carries out.
 */
public class RegistryStandIn implements QuarkusTestResourceLifecycleManager {
  private static final RegistryStandIn INSTANCE = new RegistryStandIn();
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String PRODUCTION = "production";

  /** An environment that the service follows and this registry does not know. */
  private static final String UNKNOWN = "abolished";

  private static final int PAGE = 2;

  private record Place(String environment, String prompt) {}

  /** What is live, and since which commit. */
  private record Live(Version version, Version rollback, ObjectNode plan, int since) {}

  private record Notice(String state, ObjectNode json) {}

  private final Map<String, Notice> notices = new ConcurrentHashMap<>();
  private final Map<Place, Live> live = new ConcurrentHashMap<>();
  private final Map<String, Version> byName = new ConcurrentHashMap<>();
  private final List<JsonNode> rollbacks = new CopyOnWriteArrayList<>();
  private final AtomicInteger commit = new AtomicInteger();
  private final AtomicInteger failingRollbacks = new AtomicInteger();
  private final Map<String, Integer> refusedRollbacks = new ConcurrentHashMap<>();
  private HttpServer server;

  /** The one of this test run. */
  public static RegistryStandIn get() {
    return INSTANCE;
  }

  @Override
  public Map<String, String> start() {
    return Map.of(
        "sluice.registry.url",
        INSTANCE.listen(),
        "sluice.serving.verify-every",
        "1S",
        "sluice.environments",
        UNKNOWN + "," + PRODUCTION + ",staging");
  }

  @Override
  public void stop() {
    // It lives as long as the test run.
  }

  /** Promotes a version, with the one before as the rollback target. */
  public void promote(Version version, ObjectNode plan) {
    promote(PRODUCTION, version, plan);
  }

  /** The same in any environment. */
  public void promote(String environment, Version version, ObjectNode plan) {
    byName.put(version.prompt() + "@" + version.version(), version);
    live.compute(
        new Place(environment, version.prompt()),
        (name, before) ->
            new Live(version, before == null ? null : before.version(), plan, commit.get() + 1));
    commit.incrementAndGet();
  }

  /** Promotes a version with a rollback target that was live before this service knew. */
  public void promote(Version version, Version rollback, ObjectNode plan) {
    byName.put(version.prompt() + "@" + version.version(), version);
    byName.put(rollback.prompt() + "@" + rollback.version(), rollback);
    live.put(
        new Place(PRODUCTION, version.prompt()),
        new Live(version, rollback, plan, commit.get() + 1));
    commit.incrementAndGet();
  }

  /** Says that a prompt is deprecated or archived; an archived one is not desired any more. */
  public void notice(String prompt, String state, String reason, String replacedBy) {
    ObjectNode notice = JSON.createObjectNode();
    notice.put("prompt", prompt).put("reason", reason).put("replacedBy", replacedBy);
    notice.put("since", "2026-03-01T10:00:00Z");
    notices.put(prompt, new Notice(state, notice));
    commit.incrementAndGet();
  }

  /** Takes the notice of a prompt back. */
  public void active(String prompt) {
    notices.remove(prompt);
    live.computeIfPresent(
        new Place(PRODUCTION, prompt),
        (name, one) -> new Live(one.version(), one.rollback(), one.plan(), commit.get() + 1));
    commit.incrementAndGet();
  }

  /** Takes a prompt out of the environment. */
  public void remove(String prompt) {
    live.remove(new Place(PRODUCTION, prompt));
    commit.incrementAndGet();
  }

  /** Rollbacks of a prompt that were asked for, oldest first. */
  public List<JsonNode> rollbacks(String prompt) {
    return rollbacks.stream().filter(r -> r.path("prompt").asText().equals(prompt)).toList();
  }

  /** Makes the next rollbacks fail with 503. */
  public void failRollbacks(int times) {
    failingRollbacks.set(times);
  }

  /** Makes all rollbacks of a prompt fail with a status. */
  public void refuseRollbacks(String prompt, int status) {
    refusedRollbacks.put(prompt, status);
  }

  public Version version(String prompt, int version) {
    return byName.get(prompt + "@" + version);
  }

  public int liveVersion(String prompt) {
    return liveVersion(PRODUCTION, prompt);
  }

  public int liveVersion(String environment, String prompt) {
    return live.get(new Place(environment, prompt)).version().version();
  }

  private synchronized String listen() {
    if (server == null) {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (String environment : List.of(PRODUCTION, "staging")) {
        server.createContext(
            "/v1/environments/" + environment, exchange -> desiredState(environment, exchange));
      }
      server.createContext("/v1/rollbacks", this::rollBack);
      server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
      server.start();
    }
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void desiredState(String environment, HttpExchange exchange) throws IOException {
    String tag = "\"" + commit() + "\"";
    exchange.getResponseHeaders().add("ETag", tag);
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
      return;
    }
    Map<String, String> query = query(exchange);
    String since = query.get("since");
    String after = query.getOrDefault("cursor", "");
    List<Live> wanted =
        live.entrySet().stream()
            .filter(one -> one.getKey().environment().equals(environment))
            .map(Map.Entry::getValue)
            .filter(one -> since == null || one.since() > Integer.parseInt(since, 16))
            .filter(one -> one.version().prompt().compareTo(after) > 0)
            .sorted(Comparator.comparing(one -> one.version().prompt()))
            .toList();
    List<Live> page = wanted.subList(0, Math.min(PAGE, wanted.size()));
    ObjectNode state = JSON.createObjectNode();
    state.put("environment", environment);
    state.put("commit", commit());
    state.put("since", since);
    if (wanted.size() > PAGE) {
      state.put("nextCursor", page.getLast().version().prompt());
    }
    ArrayNode prompts = state.putArray("prompts");
    page.stream()
        .filter(one -> !isArchived(one.version().prompt()))
        .forEach(one -> prompts.add(desired(one)));
    ArrayNode deprecated = state.putArray("deprecated");
    ArrayNode archived = state.putArray("archived");
    notices
        .values()
        .forEach(
            notice ->
                (notice.state().equals("archived") ? archived : deprecated).add(notice.json()));
    answer(exchange, 200, state);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return query == null
        ? Map.of()
        : Arrays.stream(query.split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private boolean isArchived(String prompt) {
    Notice notice = notices.get(prompt);
    return notice != null && notice.state().equals("archived");
  }

  private static ObjectNode desired(Live one) {
    ObjectNode node = one.version().json();
    node.put("prompt", one.version().prompt());
    node.put("change", one.version().change());
    node.set("rollback", one.rollback() == null ? null : one.rollback().json());
    node.set("plan", one.plan());
    return node;
  }

  private void rollBack(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    rollbacks.add(request);
    if (failingRollbacks.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      answer(exchange, 503, JSON.createObjectNode());
      return;
    }
    String prompt = request.path("prompt").asText();
    if (refusedRollbacks.containsKey(prompt)) {
      answer(exchange, refusedRollbacks.get(prompt), JSON.createObjectNode());
      return;
    }
    Version target = byName.get(prompt + "@" + request.path("toVersion").asInt());
    Place place = new Place(request.path("environment").asText(), prompt);
    if (live.get(place).version().version() != target.version()) {
      live.computeIfPresent(
          place, (name, one) -> new Live(target, null, one.plan(), commit.get() + 1));
      commit.incrementAndGet();
    }
    answer(exchange, 200, JSON.createObjectNode().put("commit", commit()));
  }

  private String commit() {
    return "%040x".formatted(commit.get());
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
