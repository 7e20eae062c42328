package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Reports outcomes in batches from a thread of its own. What was not acknowledged is sent again
 * until it is: an outcome counts once, however often it is sent.
 */
final class OutcomeReporter implements AutoCloseable {
  private static final int MAX_BATCH = 500;
  private static final int MAX_WAITING = 50_000;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final JsonHttp http;
  private final URI outcomes;
  private final String token;
  private final BlockingQueue<Map<String, Object>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private volatile String lastRejection = "";
  private volatile boolean closing;
  private final Thread thread;

  OutcomeReporter(JsonHttp http, URI rollout, String token) {
    this.http = http;
    this.outcomes = rollout.resolve("/v1/outcomes");
    this.token = token;
    this.thread = Thread.ofVirtual().name("outcome-reporter").start(this::work);
  }

  /**
   * Takes one outcome; blocks while too many wait, so that the app slows down instead of losing.
   */
  void report(String decision, String status, long latencyMs) {
    try {
      waiting.put(Map.of("decision", decision, "status", status, "latencyMs", latencyMs));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long accepted() {
    return accepted.get();
  }

  long duplicates() {
    return duplicates.get();
  }

  long rejected() {
    return rejected.get();
  }

  String lastRejection() {
    return lastRejection;
  }

  private void work() {
    try {
      while (!closing || !waiting.isEmpty()) {
        List<Map<String, Object>> batch = new ArrayList<>();
        waiting.drainTo(batch, MAX_BATCH);
        if (!batch.isEmpty()) {
          send(batch);
        }
        if (batch.size() < MAX_BATCH) {
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
      }
    } catch (InterruptedException | UserError e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(List<Map<String, Object>> batch) {
    Answer answer =
        new Patience(Duration.ofMinutes(3))
            .until(
                "outcomes acknowledged by the rollout-service",
                () -> http.trySend(outcomes, token, Map.of("outcomes", batch), TIMEOUT));
    if (!answer.isOk()) {
      rejected.addAndGet(batch.size());
      lastRejection = answer.problem();
      return;
    }
    accepted.addAndGet(answer.body().path("accepted").asLong(0));
    duplicates.addAndGet(answer.body().path("duplicates").asLong(0));
    for (JsonNode refusal : answer.body().path("rejected")) {
      rejected.incrementAndGet();
      lastRejection = refusal.path("detail").asString("");
    }
  }

  /** Sends what is still waiting, then ends. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(Duration.ofSeconds(30))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
