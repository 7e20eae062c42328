package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A production application as an outsider would write it: for each conversation it fetches the
 * active version, fills in the email, asks the model, checks the output against the version's
 * schema, and reports how it went.
 */
final class SimulatedApp implements AutoCloseable {
  private static final int MAX_AT_ONCE = 64;
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a conversation was served. */
  private record Served(Answer answer, long nanos) {}

  private final JsonHttp http;
  private final URI active;
  private final String token;
  private final List<String> emails;
  private final ModelClient model;
  private final OutcomeReporter reporter;
  private final Timeline timeline;
  private final OutputCheck check = new OutputCheck();
  private final Tally tally = new Tally();
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);
  private final AtomicBoolean unreachable = new AtomicBoolean();
  private final AtomicLong waited = new AtomicLong();
  private final Thread clock;
  private volatile boolean closing;

  SimulatedApp(
      JsonHttp http,
      URI rollout,
      String token,
      String prompt,
      List<String> emails,
      ModelClient model,
      int perSecond,
      Timeline timeline) {
    this.http = http;
    String id = URLEncoder.encode(prompt, StandardCharsets.UTF_8);
    this.active = rollout.resolve("/v1/prompts/" + id + "/active");
    this.token = token;
    this.emails = emails;
    this.model = model;
    this.timeline = timeline;
    this.reporter = new OutcomeReporter(http, rollout, token);
    this.clock = Thread.ofPlatform().name("app").daemon().start(() -> run(perSecond));
  }

  Tally tally() {
    return tally;
  }

  OutcomeReporter reporter() {
    return reporter;
  }

  /** Conversations that had to wait because the platform did not answer at once. */
  long waited() {
    return waited.get();
  }

  private void run(int perSecond) {
    long everyNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    long next = System.nanoTime();
    while (!closing) {
      places.acquireUninterruptibly();
      var unused = Thread.ofVirtual().start(this::conversationAtPlace);
      next = Math.max(next + everyNanos, System.nanoTime() - everyNanos);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void conversationAtPlace() {
    try {
      conversation();
    } catch (UserError e) {
      if (!closing) {
        timeline.event(Timeline.Actor.TROUBLE, "app", String.valueOf(e.getMessage()));
      }
    } finally {
      places.release();
    }
  }

  private void conversation() {
    String email = emails.get(ThreadLocalRandom.current().nextInt(emails.size()));
    Served served = fetch(UUID.randomUUID().toString());
    JsonNode version = served.answer().body();
    String decision = served.answer().headers().firstValue("Sluice-Decision").orElse("");
    String status;
    try {
      String output =
          model.complete(
              version.path("model").asString(""),
              version.path("modelParameters"),
              filledIn(version.path("messages"), email));
      String digest = version.path("digest").asString("");
      status = check.fits(digest, version.path("outputSchema"), output) ? "ok" : "schema_mismatch";
    } catch (IOException e) {
      status = "error";
    }
    boolean bad = !status.equals("ok");
    tally.count(version.path("version").asInt(0), bad, served.nanos());
    long latencyMs = Duration.ofNanos(System.nanoTime() - served.nanos()).toMillis();
    reporter.report(decision, status, latencyMs);
  }

  /** How many of some new conversations would be served another version than this one. */
  long servedOtherThan(int version, int conversations) {
    return IntStream.range(0, conversations)
        .map(i -> fetch(UUID.randomUUID().toString()).answer().body().path("version").asInt(0))
        .filter(served -> served != version)
        .count();
  }

  /** The active version for one conversation; waits while nobody answers. */
  private Served fetch(String conversation) {
    URI url = URI.create(active + "?environment=production&subject=" + conversation);
    Served served =
        new Patience(PATIENCE)
            .until(
                "the active version from the rollout-service",
                () -> {
                  var answer = http.trySend(url, token, null, FETCH_TIMEOUT);
                  if (answer.isEmpty()) {
                    noticeSilence();
                  }
                  return answer.map(a -> new Served(a, System.nanoTime()));
                });
    if (unreachable.compareAndSet(true, false)) {
      timeline.event(Timeline.Actor.APP, "app", "the rollout-service answers again");
    }
    if (!served.answer().isOk()) {
      throw new UserError("The app was refused the prompt: " + served.answer().problem());
    }
    return served;
  }

  private void noticeSilence() {
    waited.incrementAndGet();
    if (!closing && unreachable.compareAndSet(false, true)) {
      timeline.event(
          Timeline.Actor.TROUBLE, "app", "the rollout-service does not answer; waiting for it");
    }
  }

  /** Each {@code {{email}}} is replaced once; the email is never read as a template. */
  private static List<Map<String, String>> filledIn(JsonNode messages, String email) {
    List<Map<String, String>> filled = new ArrayList<>();
    for (JsonNode message : messages) {
      String content = message.path("content").asString("").replace("{{email}}", email);
      filled.add(Map.of("role", message.path("role").asString(""), "content", content));
    }
    return filled;
  }

  /** Ends the traffic, lets conversations under way finish, and reports what is left. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    places.acquireUninterruptibly(MAX_AT_ONCE);
    reporter.close();
  }
}
