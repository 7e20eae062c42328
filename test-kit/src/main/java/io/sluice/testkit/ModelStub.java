package io.sluice.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model provider over real HTTP, in OpenAI's and Anthropic's words, that fails as real ones do:
 * errors, silence, "too fast". Which try of which message fails is a function of the seed. Needs
 * nothing but a JDK.
 */
public final class ModelStub implements AutoCloseable {
  private static final Pattern TEXT =
      Pattern.compile("\"(?:content|text|input)\"\\s*:\\s*\"((?:\\\\.|[^\"\\\\])*)\"");
  private static final Pattern SYSTEM =
      Pattern.compile("\"system\"\\s*:\\s*\\[.*?\\]", Pattern.DOTALL);
  private static final Pattern INPUTS =
      Pattern.compile("\"input\"\\s*:\\s*\\[((?:\\s*\"(?:\\\\.|[^\"\\\\])*\"\\s*,?)*)\\s*\\]");
  private static final Pattern STRING = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"");
  private static final int CHARS_PER_TOKEN = 4;
  private static final long SILENCE_SECONDS = 30;

  /**
   * How it fails.
   *
   * @param errors share of tries that get a 500
   * @param silences share of tries that get no answer
   * @param throttled every how many requests one is too many and gets a 429; 0 for none
   */
  public record Faults(double errors, double silences, int throttled, long seed) {
    public static final Faults NONE = new Faults(0, 0, 0, 0);
  }

  /** A try that was answered with 200: what a provider puts on the bill. */
  public record Billed(String message, String answer, int inputTokens, int outputTokens) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Billed> billed = new ArrayList<>();
  private final Map<String, Integer> tries = new HashMap<>();
  private final Map<String, Integer> statuses = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private volatile Faults faults = Faults.NONE;
  private volatile BinaryOperator<String> answers = (message, body) -> message;
  private volatile long answerAfterMs;
  private int requests;

  private ModelStub(HttpServer server) {
    this.server = server;
  }

  public static ModelStub start() {
    // Without it every answer waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 100);
      ModelStub stub = new ModelStub(http);
      http.createContext("/v1/chat/completions", exchange -> stub.handle(exchange, Wire.OPENAI));
      http.createContext("/v1/messages", exchange -> stub.handle(exchange, Wire.ANTHROPIC));
      http.createContext("/v1/embeddings", exchange -> stub.handle(exchange, Wire.EMBEDDINGS));
      http.setExecutor(stub.threads);
      http.start();
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private enum Wire {
    OPENAI,
    ANTHROPIC,
    EMBEDDINGS
  }

  /** Base of its interface. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Forgets everything and answers every message with itself from now on. */
  public synchronized ModelStub reset() {
    billed.clear();
    tries.clear();
    requests = 0;
    statuses.clear();
    keys.clear();
    faults = Faults.NONE;
    answers = (message, body) -> message;
    answerAfterMs = 0;
    return this;
  }

  /** Answers by the last message. */
  public ModelStub answering(UnaryOperator<String> by) {
    answers = (message, body) -> by.apply(message);
    return this;
  }

  /** Answers by the last message and the whole request. */
  public ModelStub answeringWhole(BinaryOperator<String> by) {
    answers = by;
    return this;
  }

  public ModelStub failing(Faults how) {
    faults = how;
    return this;
  }

  /** Takes its time for each answer. */
  public ModelStub slow(long ms) {
    answerAfterMs = ms;
    return this;
  }

  /** What was answered with 200, in order. */
  public synchronized List<Billed> billed() {
    return List.copyOf(billed);
  }

  /** How often a status was answered; 0 stands for silence. */
  public synchronized int count(int status) {
    return statuses.getOrDefault(Integer.toString(status), 0);
  }

  /** Every key that was sent. */
  public synchronized List<String> keys() {
    return List.copyOf(keys);
  }

  private void handle(HttpExchange exchange, Wire wire) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String message =
          switch (wire) {
            case OPENAI -> last(body);
            case ANTHROPIC -> last(SYSTEM.matcher(body).replaceAll(""));
            case EMBEDDINGS -> body;
          };
      int status = decide(message, exchange);
      switch (status) {
        case 0 -> await(TimeUnit.SECONDS.toMillis(SILENCE_SECONDS));
        case 429 -> {
          exchange.getResponseHeaders().set("Retry-After", "1");
          send(exchange, 429, "{\"error\":{\"message\":\"too fast\"}}");
        }
        case 500 -> send(exchange, 500, "{\"error\":{\"message\":\"sorry\"}}");
        default -> {
          await(answerAfterMs);
          answer(exchange, wire, body, message);
        }
      }
    }
  }

  private synchronized int decide(String message, HttpExchange exchange) {
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    keys.add(
        bearer == null
            ? String.valueOf(exchange.getRequestHeaders().getFirst("x-api-key"))
            : bearer.replace("Bearer ", ""));
    int status = 200;
    if (faults.throttled() > 0 && ++requests % faults.throttled() == 0) {
      status = 429;
    } else {
      int attempt = tries.merge(message, 1, Integer::sum);
      Random random = new Random(faults.seed() * 31 + message.hashCode() * 17L + attempt);
      random.nextInt();
      double luck = random.nextDouble();
      if (luck < faults.errors()) {
        status = 500;
      } else if (luck < faults.errors() + faults.silences()) {
        status = 0;
      }
    }
    statuses.merge(Integer.toString(status), 1, Integer::sum);
    return status;
  }

  private void answer(HttpExchange exchange, Wire wire, String body, String message)
      throws IOException {
    String answer = wire == Wire.EMBEDDINGS ? "" : answers.apply(message, body);
    int in = Math.max(1, body.length() / CHARS_PER_TOKEN);
    int out = Math.max(1, answer.length() / CHARS_PER_TOKEN);
    String json =
        switch (wire) {
          case OPENAI ->
              "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"stub\","
                  + "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":"
                  + "{\"role\":\"assistant\",\"content\":\"%s\"}}],\"usage\":{\"prompt_tokens\":%d,"
                      .formatted(escaped(answer), in)
                  + "\"completion_tokens\":%d,\"total_tokens\":%d}}".formatted(out, in + out);
          case ANTHROPIC ->
              "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"stub\","
                  + "\"content\":[{\"type\":\"text\",\"text\":\"%s\"}],\"stop_reason\":\"end_turn\","
                      .formatted(escaped(answer))
                  + "\"usage\":{\"input_tokens\":%d,\"output_tokens\":%d}}".formatted(in, out);
          case EMBEDDINGS -> embeddings(body, in);
        };
    synchronized (this) {
      billed.add(new Billed(message, answer, in, wire == Wire.EMBEDDINGS ? 0 : out));
    }
    send(exchange, 200, json);
  }

  /** Counts of letters: texts of the same letters are the same. */
  private static String embeddings(String body, int tokens) {
    Matcher inputs = INPUTS.matcher(body);
    List<String> vectors = new ArrayList<>();
    if (inputs.find()) {
      Matcher each = STRING.matcher(inputs.group(1));
      while (each.find()) {
        int[] letters = new int[26];
        each.group(1)
            .toLowerCase(Locale.ROOT)
            .chars()
            .filter(c -> c >= 'a' && c <= 'z')
            .forEach(c -> letters[c - 'a']++);
        vectors.add(
            "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}"
                .formatted(vectors.size(), Arrays.toString(letters)));
      }
    }
    return "{\"object\":\"list\",\"model\":\"stub\",\"data\":[%s],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
        .formatted(String.join(",", vectors), tokens, tokens);
  }

  private static String last(String body) {
    Matcher matcher = TEXT.matcher(body);
    String last = "";
    while (matcher.find()) {
      last = matcher.group(1);
    }
    return unescaped(last);
  }

  private static String unescaped(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char next = json.charAt(++i);
      switch (next) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(next);
      }
    }
    return text.toString();
  }

  private static String escaped(String text) {
    StringBuilder json = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.toString();
  }

  private void await(long ms) {
    try {
      boolean unused = closed.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
