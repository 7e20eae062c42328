package io.sluice.review.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.json.CanonicalJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** A registry over real HTTP, with its state in memory and failures on demand. */
public final class RegistryStandIn {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  static {
    // Otherwise each answer waits 40 ms for the acknowledgement of its own header.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** How the next merge requests are answered. */
  public enum MergeMode {
    NORMAL,
    /** Every request: main has moved, truly, right before. */
    MAIN_KEEPS_MOVING,
    /** The next request: main has moved, truly, right before. */
    MAIN_MOVES_ONCE,
    /** The next request: another one did it right before, and the branch is still there. */
    DONE_BY_ANOTHER,
    REFUSED,
    /** The connection breaks, and nothing is done. */
    UNREACHABLE,
    /** The merge is done, but the connection breaks before the answer. */
    ANSWER_LOST
  }

  /**
   * A merge that is on main.
   *
   * @param tree blob of each file that it brought, by path
   */
  public record Merge(long change, String commit, String attestation, Map<String, String> tree) {}

  private record Push(String by, String head, Instant at, String promoteTo) {}

  private static final class Branch {
    String head;
    String title = "a change";
    String description = "";
    final List<Push> pushes = new ArrayList<>();
    final Map<String, String> files = new TreeMap<>();
    final Map<String, Integer> baseVersions = new HashMap<>();
    Map<String, String> lastWritten = Map.of();
  }

  private final HttpServer server;
  private final Map<String, Branch> branches = new LinkedHashMap<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private final Map<String, String> mainFiles = new HashMap<>();
  private final Map<String, ObjectNode> policies = new TreeMap<>();
  private final Map<String, ObjectNode> labelPolicies = new TreeMap<>();
  private final Map<String, List<String>> labels = new HashMap<>();
  private final Map<String, String> teams = new HashMap<>();
  private final List<Merge> merges = new ArrayList<>();
  private final List<ObjectNode> problems = new ArrayList<>();
  private final Map<String, ObjectNode> contents = new HashMap<>();
  private final Map<String, ObjectNode> promotionParts = new HashMap<>();
  private final Map<String, ObjectNode> impacts = new HashMap<>();
  private String mainHead = commit("main-0");
  private MergeMode mergeMode = MergeMode.NORMAL;
  private boolean down;
  private int sequence;

  public RegistryStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext("/v1", this::handle);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.start();
    reset();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public void stop() {
    server.stop(0);
  }

  /** Back to one approval for production and no failures; branches and merges stay. */
  public synchronized void reset() {
    down = false;
    mergeMode = MergeMode.NORMAL;
    problems.clear();
    policies.clear();
    labelPolicies.clear();
    labels.clear();
    teams.clear();
    policy("production", "{\"approvals\":1,\"rollout\":{\"watch\":\"48h\"}}");
  }

  public synchronized void policy(String environment, String rules) {
    policies.put(environment, (ObjectNode) parse(rules));
    moveMain();
  }

  /** What the registry says of a prompt's content, from its next push on. */
  public synchronized void content(String prompt, ObjectNode facts) {
    contents.put(prompt, facts);
  }

  /** Parts of a prompt's promotions that are to be otherwise, from its next push on. */
  public synchronized void promotion(String prompt, ObjectNode parts) {
    promotionParts.put(prompt, parts);
  }

  /** What the registry says that a change of a prompt means. */
  public synchronized void impact(String prompt, ObjectNode impact) {
    impacts.put(prompt, impact);
  }

  /** Rules for prompts with a label. */
  public synchronized void labelPolicy(String label, String rules) {
    labelPolicies.put(label, (ObjectNode) parse(rules));
    moveMain();
  }

  /** Labels of a prompt. */
  public synchronized void labels(String prompt, String... names) {
    labels.put(prompt, List.of(names));
    moveMain();
  }

  /** The team that has a prompt; customer-success unless said. */
  public synchronized void team(String prompt, String team) {
    teams.put(prompt, team);
    moveMain();
  }

  public synchronized void down(boolean isDown) {
    down = isDown;
  }

  public synchronized void mergeMode(MergeMode mode) {
    mergeMode = mode;
  }

  /** Something unrelated lands on main. */
  public synchronized void moveMain() {
    mainHead = commit("main-" + ++sequence);
  }

  /** Somebody else's version of a prompt lands on main. */
  public synchronized void landElsewhere(String prompt) {
    versions.merge(prompt, 1, Integer::sum);
    moveMain();
  }

  /** A prompt that was on main before the test began. */
  public synchronized void present(String prompt) {
    versions.merge(prompt, 1, Integer::sum);
  }

  public synchronized void problem(String detail, String pointer, String rule) {
    problems.add(
        JSON.createObjectNode().put("detail", detail).put("pointer", pointer).put("rule", rule));
    moveMain();
  }

  /** A push by a person with git. */
  public synchronized String push(String branch, String by, String prompt, String content) {
    return push(branch, by, prompt, content, null);
  }

  public synchronized String push(
      String branch, String by, String prompt, String content, String promoteTo) {
    return commit(
        branch,
        by,
        Map.of("prompts/" + prompt + "/prompt.yaml", content),
        "change " + prompt,
        promoteTo);
  }

  /** A push of many prompts at once. */
  public synchronized String pushAll(String branch, String by, Map<String, String> files) {
    return commit(branch, by, files, "many prompts", null);
  }

  /** A push to a branch, unless it is gone; true when it was there. */
  public synchronized boolean pushIfThere(String branch, String by, String prompt, String content) {
    if (!branches.containsKey(branch)) {
      return false;
    }
    push(branch, by, prompt, content);
    return true;
  }

  public synchronized void deleteBranch(String branch) {
    branches.remove(branch);
  }

  /** A merge that nobody asked for lands on main, as after a restored database. */
  public synchronized String mergeBehindTheBack(long change, String branch) {
    String commit = commit("merge-" + change);
    merges.add(new Merge(change, commit, "", Map.of()));
    branches.remove(branch);
    mainHead = commit;
    return commit;
  }

  public synchronized String head(String branch) {
    return branches.get(branch).head;
  }

  public synchronized String file(String branch, String path) {
    return branches.get(branch).files.get(path);
  }

  public synchronized List<Merge> mergesOf(long change) {
    return merges.stream().filter(merge -> merge.change() == change).toList();
  }

  private String commit(
      String name, String by, Map<String, String> files, String title, String promoteTo) {
    Branch branch = branches.computeIfAbsent(name, ignored -> new Branch());
    branch.files.putAll(files);
    files
        .keySet()
        .forEach(
            path -> {
              String prompt = path.split("/")[1];
              if (versions.containsKey(prompt)) {
                branch.baseVersions.putIfAbsent(prompt, versions.get(prompt));
              }
            });
    branch.title = title;
    branch.head = commit(name + ++sequence);
    branch.pushes.add(new Push(by, branch.head, Instant.now(), promoteTo));
    return branch.head;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      synchronized (this) {
        if (down) {
          return;
        }
        if (authorization == null || !authorization.startsWith("Bearer")) {
          answer(exchange, 401, problem("unauthenticated", "no token"));
          return;
        }
        if (path.matches("/v1/prompts/[^/]+/versions/\\d+")) {
          version(exchange, path.split("/")[3], path.split("/")[5]);
          return;
        }
        switch (exchange.getRequestMethod() + " " + path.replaceAll("/\\d+$", "/n")) {
          case "GET /v1/comparison/content" -> content(exchange);
          case "GET /v1/prices" -> price(exchange);
          case "GET /v1/branches" -> answer(exchange, 200, listBranches());
          case "POST /v1/branches" -> write(exchange, parse(body));
          case "GET /v1/comparison" -> comparison(exchange);
          case "POST /v1/merges" -> merge(exchange, parse(body));
          case "GET /v1/merges/n" -> merged(exchange, path);
          default -> answer(exchange, 404, problem("not-found", path));
        }
      }
    }
  }

  private ObjectNode listBranches() {
    ObjectNode list = JSON.createObjectNode().put("mainHead", mainHead);
    ArrayNode array = list.putArray("branches");
    branches.forEach(
        (name, branch) ->
            array
                .addObject()
                .put("branch", name)
                .put("head", branch.head)
                .put("updatedAt", Instant.now().toString()));
    return list;
  }

  private void write(HttpExchange exchange, JsonNode request) throws IOException {
    String name = request.get("branch").asText();
    Map<String, String> files = new TreeMap<>();
    request
        .get("files")
        .fields()
        .forEachRemaining(
            e -> files.put(e.getKey(), e.getValue().isNull() ? null : e.getValue().asText()));
    if (files.values().stream().anyMatch(text -> text != null && text.contains("BROKEN"))) {
      ObjectNode refusal = problem("invalid-files", "The files break rules.");
      refusal
          .putArray("errors")
          .addObject()
          .put("detail", "unknown field")
          .put("pointer", files.keySet().iterator().next() + ":2:1")
          .put("rule", "unknown-field");
      answer(exchange, 422, refusal);
      return;
    }
    Branch existing = branches.get(name);
    JsonNode expected = request.get("expectedHead");
    boolean repeated = existing != null && existing.lastWritten.equals(files);
    if (existing != null && repeated) {
      answer(exchange, 201, JSON.createObjectNode().put("branch", name).put("head", existing.head));
      return;
    }
    boolean matches =
        expected.isNull()
            ? existing == null
            : existing != null && existing.head.equals(expected.asText());
    if (!matches) {
      answer(exchange, 409, problem("branch-moved", "not at the expected head"));
      return;
    }
    String head =
        commit(name, request.get("author").asText(), files, request.get("title").asText(), null);
    branches.get(name).description = request.get("description").asText();
    branches.get(name).lastWritten = files;
    answer(exchange, 201, JSON.createObjectNode().put("branch", name).put("head", head));
  }

  private void comparison(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    Branch branch = branches.get(query.get("branch"));
    if (branch == null) {
      answer(exchange, 404, problem("not-found", "no such branch"));
      return;
    }
    String promoteTo = query.getOrDefault("promoteTo", "production");
    ObjectNode comparison =
        JSON.createObjectNode()
            .put("branch", query.get("branch"))
            .put("head", branch.head)
            .put("base", commit("main-0"))
            .put("mainHead", mainHead)
            .put("title", branch.title)
            .put("description", branch.description)
            .put("addedByANewerRegistry", true);
    ArrayNode pushes = comparison.putArray("pushes");
    branch.pushes.forEach(
        push ->
            pushes
                .addObject()
                .put("by", push.by())
                .put("head", push.head())
                .put("at", push.at().toString())
                .put("promoteTo", push.promoteTo()));
    ArrayNode files = comparison.putArray("files");
    ArrayNode prompts = comparison.putArray("prompts");
    ArrayNode promotions = comparison.putArray("promotions");
    ObjectNode facts = comparison.putObject("contents");
    branch.files.forEach(
        (path, text) -> {
          String old = mainFiles.get(path);
          files
              .addObject()
              .put("path", path)
              .put("oldBlob", old == null ? null : commit(old))
              .put("newBlob", text == null ? null : commit(text))
              .put(
                  "diff",
                  "--- a/%s\n+++ b/%s\n@@ -1 +1 @@\n-%s\n+%s\n".formatted(path, path, old, text));
          String prompt = path.split("/")[1];
          if (!path.endsWith("/tests.yaml")) {
            describe(prompt, text, branch, promoteTo, prompts, promotions);
            if (contents.containsKey(prompt)) {
              facts.set(digestOf(prompt, text), contents.get(prompt));
            }
          }
        });
    ObjectNode policy = comparison.putObject("policy").put("apiVersion", "sluice/v1");
    ObjectNode environments = policy.putObject("environments");
    policies.forEach(environments::set);
    ObjectNode labelled = policy.putObject("labels");
    labelPolicies.forEach(labelled::set);
    comparison.putArray("problems").addAll(problems);
    comparison
        .putArray("warnings")
        .addObject()
        .put("detail", "an input stands in a system message")
        .put("rule", "template-in-system");
    answer(exchange, 200, comparison);
  }

  private void content(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    Branch branch = branches.get(query.get("branch"));
    String prompt = query.get("prompt");
    String entry = branch == null ? null : branch.files.get("prompts/" + prompt + "/prompt.yaml");
    if (entry == null) {
      answer(exchange, 404, problem("not-found", "no such prompt there"));
      return;
    }
    ObjectNode content =
        JSON.createObjectNode().put("head", branch.head).put("digest", digestOf(prompt, entry));
    content.set("entry", YAML.readTree(entry));
    String tests = branch.files.get("prompts/" + prompt + "/tests.yaml");
    if (tests != null) {
      content.set("tests", YAML.readTree(tests));
    }
    answer(exchange, 200, content);
  }

  /** Makes a version of a prompt the one that is live. */
  public synchronized void live(String prompt, int version, String entry) {
    versions.put(prompt, version);
    mainFiles.put("prompts/" + prompt + "/prompt.yaml@" + version, entry);
    moveMain();
  }

  private void version(HttpExchange exchange, String prompt, String version) throws IOException {
    String entry = mainFiles.get("prompts/" + prompt + "/prompt.yaml@" + version);
    if (entry == null) {
      answer(exchange, 404, problem("unknown-version", "no such version"));
      return;
    }
    ObjectNode found =
        JSON.createObjectNode()
            .put("version", Integer.parseInt(version))
            .put("digest", digestOf(prompt, entry));
    found.set("entry", YAML.readTree(entry));
    answer(exchange, 200, found);
  }

  /** Every model has a price, but for those of 'unpriced'. */
  private void price(HttpExchange exchange) throws IOException {
    String model = query(exchange).get("model");
    if (model.contains("unpriced")) {
      answer(exchange, 404, problem("unknown-price", "no such price"));
      return;
    }
    answer(
        exchange,
        200,
        JSON.createObjectNode()
            .put("model", model)
            .put("inputUsdPerMillionTokens", 3)
            .put("outputUsdPerMillionTokens", 15)
            .put("asOf", "2026-01-01"));
  }

  private void describe(
      String prompt,
      String text,
      Branch branch,
      String promoteTo,
      ArrayNode prompts,
      ArrayNode promotions) {
    Integer latest = versions.get(prompt);
    int next = latest == null ? 1 : latest + 1;
    String digest = digestOf(prompt, text);
    ArrayNode carried = JSON.createArrayNode();
    labels.getOrDefault(prompt, List.of()).forEach(carried::add);
    ObjectNode change = prompts.addObject();
    change.set("labels", carried);
    change
        .put("prompt", prompt)
        .put("owner", "omar@example.com")
        .put("team", teams.getOrDefault(prompt, "customer-success"))
        .put("baseVersion", branch.baseVersions.get(prompt))
        .put("latestVersion", latest)
        .put("nextVersion", next)
        .put("nextDigest", digest)
        .set(
            "impact",
            impacts.getOrDefault(prompt, JSON.createObjectNode().put("verdict", "breaking")));
    if (!promoteTo.equals("none")) {
      ObjectNode promotion =
          promotions
              .addObject()
              .put("environment", promoteTo)
              .put("prompt", prompt)
              .put("team", teams.getOrDefault(prompt, "customer-success"))
              .put("fromVersion", latest)
              .put("version", next)
              .put("digest", digest)
              .put("rollback", latest);
      promotion.set("labels", carried);
      promotion
          .putObject("plan")
          .put("watch", "48h")
          .put("alpha", 0.01)
          .putArray("stages")
          .add(10)
          .add(100);
      if (latest != null) {
        promotion
            .putObject("rollbackVersion")
            .put("version", latest)
            .put("change", 1)
            .put("ran", true)
            .putArray("approvedBy")
            .add("omar");
      }
      promotion.setAll(promotionParts.getOrDefault(prompt, JSON.createObjectNode()));
    }
  }

  /** Digest of the content that a text makes. */
  public static String digestOf(String prompt, String text) {
    return CanonicalJson.sha256((prompt + text).getBytes(StandardCharsets.UTF_8));
  }

  private void merge(HttpExchange exchange, JsonNode request) throws IOException {
    String attestation = request.get("attestation").asText();
    JsonNode payload = parse(SignedApproval.unverified(attestation).orElseThrow());
    long change = payload.get("change").asLong();
    List<Merge> done = mergesOf(change);
    if (!done.isEmpty()) {
      answer(exchange, 200, JSON.createObjectNode().put("commit", done.getFirst().commit()));
      return;
    }
    MergeMode mode = mergeMode;
    if (mode == MergeMode.UNREACHABLE) {
      return;
    }
    if (mode == MergeMode.REFUSED) {
      ObjectNode refusal = problem("attestation-refused", "The attestation does not match.");
      refusal.putArray("errors").addObject().put("detail", "blob differs").put("rule", "blob");
      answer(exchange, 422, refusal);
      return;
    }
    if (mode == MergeMode.MAIN_KEEPS_MOVING || mode == MergeMode.MAIN_MOVES_ONCE) {
      moveMain();
    }
    if (mode == MergeMode.MAIN_MOVES_ONCE || mode == MergeMode.ANSWER_LOST) {
      mergeMode = MergeMode.NORMAL;
    }
    if (mode == MergeMode.DONE_BY_ANOTHER) {
      mergeMode = MergeMode.NORMAL;
      merges.add(new Merge(change, commit(attestation), attestation, Map.of()));
      payload.get("versions").forEach(v -> landElsewhere(v.get("prompt").asText()));
    }
    if (!request.get("parent").asText().equals(mainHead)) {
      answer(exchange, 409, problem("main-moved", "main is at " + mainHead));
      return;
    }
    Branch branch = branches.get(payload.get("branch").asText());
    if (branch == null || !branch.head.equals(payload.get("head").asText())) {
      answer(exchange, 422, problem("merge-refused", "The branch is not at the attested head."));
      return;
    }
    String commit = commit(attestation + request.get("parent").asText());
    Map<String, String> tree = new TreeMap<>();
    branch.files.forEach((path, text) -> tree.put(path, text == null ? "" : commit(text)));
    merges.add(new Merge(change, commit, attestation, tree));
    payload
        .get("versions")
        .forEach(
            version ->
                versions.put(version.get("prompt").asText(), version.get("version").asInt()));
    mainFiles.putAll(branch.files);
    mainHead = commit;
    branches.remove(payload.get("branch").asText());
    if (mode != MergeMode.ANSWER_LOST) {
      answer(exchange, 200, JSON.createObjectNode().put("commit", commit));
    }
  }

  private void merged(HttpExchange exchange, String path) throws IOException {
    List<Merge> done = mergesOf(Long.parseLong(path.substring(path.lastIndexOf('/') + 1)));
    if (done.isEmpty()) {
      answer(exchange, 404, problem("not-found", "not on main"));
    } else {
      answer(exchange, 200, JSON.createObjectNode().put("commit", done.getFirst().commit()));
    }
  }

  private static ObjectNode problem(String type, String detail) {
    return JSON.createObjectNode().put("type", "/problems/" + type).put("detail", detail);
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** 40 hex digits that look like a Git object id. */
  private static String commit(String of) {
    return CanonicalJson.sha256(of.getBytes(StandardCharsets.UTF_8)).substring(7, 47);
  }
}
