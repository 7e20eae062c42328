package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/**
 * {@code ./sluice bench review}: the review-service with many change requests, by real processes.
 * The changes are opened over HTTP as an engineer opens them, and stay open.
 */
final class ReviewBench {
  private static final int MAKERS = 4;
  private static final int WARM_UP = 300;
  private static final int READS = 3_000;
  private static final long SEED = 1;

  private final PrintWriter out;
  private final BenchPlatform platform;
  private final int wanted;

  private ReviewBench(BenchPlatform platform, int wanted, PrintWriter out) {
    this.platform = platform;
    this.wanted = wanted;
    this.out = out;
  }

  /**
   * Runs everything.
   *
   * @param changes how many are to be in the database
   * @param reviewers how many people approve one change, each once
   * @param clients how many of them at the same time
   */
  static void run(
      LocalMachine machine,
      int portBase,
      int changes,
      int reviewers,
      int clients,
      PrintWriter out) {
    Path root = machine.home().root().resolve("bench").resolve("review-" + changes);
    try (BenchPlatform platform = new BenchPlatform(machine, root, portBase)) {
      platform.up();
      ReviewBench bench = new ReviewBench(platform, changes, out);
      bench.make();
      bench.read();
      bench.list();
      bench.approve(reviewers, clients);
      bench.approveTwice(clients);
    }
  }

  /** Opens what is missing; an earlier run has left its changes. */
  private void make() {
    int there = newest();
    long start = System.nanoTime();
    String engineer = platform.token("ana", "engineer");
    together(
        MAKERS,
        wanted - there,
        i -> {
          BenchPrompt prompt = new BenchPrompt(there + i, 1);
          platform.review().post("/v1/changes", engineer, change(prompt));
        });
    say(
        "%,d changes in the database, %,d of them opened now in %.0f s%n",
        newest(), Math.max(0, wanted - there), (System.nanoTime() - start) / 1e9);
  }

  private static Map<String, Object> change(BenchPrompt prompt) {
    return Map.of(
        "title",
        "Add " + prompt.id(),
        "files",
        Map.of(
            "prompts/" + prompt.id() + "/prompt.yaml",
            prompt.entry(),
            "prompts/" + prompt.id() + "/tests.yaml",
            BenchPrompt.TESTS));
  }

  private int newest() {
    JsonNode newest =
        platform
            .review()
            .get("/v1/changes?limit=1", platform.token("rita", "reviewer"))
            .path("items")
            .path(0);
    return newest.path("number").asInt(0);
  }

  private void read() {
    Random random = new Random(SEED);
    String reviewer = platform.token("rita", "reviewer");
    Figures times = new Figures();
    for (int i = 0; i < WARM_UP + READS; i++) {
      long start = System.nanoTime();
      platform.review().get("/v1/changes/" + (1 + random.nextInt(wanted)), reviewer);
      if (i >= WARM_UP) {
        times.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
    say("  GET /v1/changes/{n}: %s (to reach: p99 50 ms)%n", words(times));
  }

  private void list() {
    String reviewer = platform.token("rita", "reviewer");
    Figures times = new Figures();
    for (int i = 0; i < 120; i++) {
      long start = System.nanoTime();
      platform.review().get("/v1/changes?state=open&limit=20", reviewer);
      if (i >= 20) {
        times.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
    say("  GET /v1/changes?state=open&limit=20: %s%n", words(times));
  }

  /** Everybody approves the same change, so many at a time, and every approval is there after. */
  private void approve(int reviewers, int clients) {
    JsonNode change = open("Approved by many");
    int number = change.path("number").asInt();
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < reviewers; i++) {
      tokens.add(platform.token("reviewer-" + number + "-" + i, "reviewer"));
    }
    Figures times = new Figures();
    Map<Integer, Integer> answers = new HashMap<>();
    long start = System.nanoTime();
    together(
        clients,
        reviewers,
        i -> {
          long sent = System.nanoTime();
          HttpResponse<String> answer = approve(change, tokens.get(i));
          times.add(Duration.ofNanos(System.nanoTime() - sent));
          synchronized (answers) {
            answers.merge(answer.statusCode(), 1, Integer::sum);
          }
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!answers.equals(Map.of(201, reviewers))) {
      throw new UserError("Not every approval was taken; answers by status: " + answers);
    }
    requireApprovals(number, reviewers);
    say(
        "  approvals of one change, %d at a time: %.0f a second, %s, all on record"
            + " (to reach: 100 a second)%n",
        clients, reviewers / seconds, words(times));
  }

  private void approveTwice(int clients) {
    JsonNode change = open("Approved by one person 200 times");
    String reviewer = platform.token("rita", "reviewer");
    together(
        clients,
        200,
        i -> {
          HttpResponse<String> answer = approve(change, reviewer);
          if (answer.statusCode() / 100 != 2) {
            throw new UserError("Approving again was answered " + answer.statusCode());
          }
        });
    requireApprovals(change.path("number").asInt(), 1);
    say("  200 approvals by one person, %d at a time: count once%n", clients);
  }

  private HttpResponse<String> approve(JsonNode change, String token) {
    return platform
        .review()
        .tryPost(
            "/v1/changes/" + change.path("number").asInt() + "/approvals",
            token,
            Map.of("digest", change.path("digest").asString("")));
  }

  private JsonNode open(String title) {
    BenchPrompt prompt = new BenchPrompt(newest(), 1);
    Map<String, Object> request = new HashMap<>(change(prompt));
    request.put("title", title);
    return platform.review().post("/v1/changes", platform.token("ana", "engineer"), request);
  }

  private void requireApprovals(int number, int expected) {
    String reader = platform.token("rita", "reviewer");
    int found = 0;
    String cursor = "";
    do {
      JsonNode page =
          platform
              .review()
              .get(
                  "/v1/changes/%d/approvals?limit=100%s"
                      .formatted(number, cursor.isEmpty() ? "" : "&cursor=" + cursor),
                  reader);
      found += page.path("items").size();
      cursor = page.path("nextCursor").asString("");
    } while (!cursor.isEmpty());
    if (found != expected) {
      throw new UserError("Change %d has %d approvals, not %d.".formatted(number, found, expected));
    }
  }

  /** Does a number of things, so many at a time; the first failure is thrown. */
  private static void together(int clients, int count, IntConsumer work) {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(threads.submit(() -> work.accept(number)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private static String words(Figures times) {
    return "p50 %.1f ms, p99 %.1f ms, worst %.1f ms of %d"
        .formatted(times.millis(0.5), times.millis(0.99), times.worst(), times.size());
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
