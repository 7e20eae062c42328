package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Reports of outcomes, a fifth of them repeated, and what wrk saw of sending them. */
final class OutcomesLoad {
  static final int MAX_P99_MS = 250;

  private static final String PATH = "/v1/outcomes";
  private static final int THREADS = 2;
  private static final int SENDERS = 16;
  private static final double REPEATED = 0.2;
  private static final double FAILED = 0.01;
  private static final int WARM_UP_SECONDS = 5;

  /** How they are sent. */
  enum Kind {
    BATCHES("batches of 100", 100, 16, 10_000, 30_000),
    ONE_BY_ONE("one by one", 1, 64, 3_000, 9_000);

    private final String words;
    private final int size;
    private final int connections;
    private final int target;
    private final int fastest;

    /**
     * @param target outcomes per second to reach
     * @param fastest outcomes per second that there are enough decisions for
     */
    Kind(String words, int size, int connections, int target, int fastest) {
      this.words = words;
      this.size = size;
      this.connections = connections;
      this.target = target;
      this.fastest = fastest;
    }

    String words() {
      return words;
    }

    int size() {
      return size;
    }

    int target() {
      return target;
    }

    /** How many different ones a run of that length may need, warm-up included. */
    int decisions(int seconds) {
      return (int) (fastest * (seconds + WARM_UP_SECONDS) * (1 - REPEATED));
    }
  }

  /**
   * Requests that are ready to be sent.
   *
   * @param decisions of each request, in the order of the file
   * @param warmUp how many of them are for warming up
   */
  record Load(Kind kind, Path bodies, Path warmUpBodies, List<int[]> decisions, int warmUp) {
    /** How many different decisions the warm-up and the first so many requests report. */
    long distinct(int requests) {
      return decisions.stream()
          .limit(warmUp + (long) requests)
          .flatMapToInt(Arrays::stream)
          .distinct()
          .count();
    }
  }

  /**
   * What wrk saw.
   *
   * @param requests the first so many of the file were sent, perhaps a few more
   * @param usedUp whether a thread had none left
   */
  record Sent(Wrk.Seen seen, int requests, boolean usedUp) {}

  private final Path folder;
  private final BenchApi service;
  private final String token;
  private final String url;
  private final Wrk wrk;

  OutcomesLoad(Path folder, BenchApi service, String token) {
    this.folder = folder;
    this.service = service;
    this.token = token;
    this.url = service.url() + PATH;
    this.wrk = new Wrk(folder, token);
  }

  /** Makes requests of decisions: in each, a fifth is taken from those that were used before. */
  Load make(Kind kind, List<String> decisions) {
    Random random = new Random(decisions.size());
    List<int[]> requests = new ArrayList<>();
    int next = 0;
    while (next + kind.size() <= decisions.size()) {
      int[] request = new int[kind.size()];
      for (int i = 0; i < request.length; i++) {
        boolean repeats = next > 0 && random.nextDouble() < REPEATED;
        request[i] = repeats ? random.nextInt(next) : next++;
      }
      requests.add(request);
    }
    int warmUp = requests.size() / 3 / THREADS * THREADS;
    Path bodies = folder.resolve(kind.name() + ".txt");
    Path warmUpBodies = folder.resolve(kind.name() + "-warm-up.txt");
    write(bodies, requests.subList(warmUp, requests.size()), decisions);
    write(warmUpBodies, requests.subList(0, warmUp), decisions);
    return new Load(kind, bodies, warmUpBodies, requests, warmUp);
  }

  private static void write(Path file, List<int[]> requests, List<String> decisions) {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (int[] request : requests) {
        out.write("{\"outcomes\":[");
        for (int i = 0; i < request.length; i++) {
          String status = request[i] % (int) (1 / FAILED) == 0 ? "error" : "ok";
          out.write(i == 0 ? "" : ",");
          out.write("{\"decision\":\"" + decisions.get(request[i]));
          out.write("\",\"status\":\"" + status + "\",\"latencyMs\":420}");
        }
        out.write("]}\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever of the warm-up is left when its time is over is sent afterwards. */
  void warmUp(Load load) {
    wrk.post(url, load.warmUpBodies(), THREADS, load.kind().connections, WARM_UP_SECONDS);
    resend(load.warmUpBodies(), load.warmUp());
  }

  Sent send(Load load, int seconds) {
    Wrk.Posted posted = wrk.post(url, load.bodies(), THREADS, load.kind().connections, seconds);
    int lines = load.decisions().size() - load.warmUp();
    int most = Collections.max(posted.sent());
    return new Sent(posted.seen(), Math.min(lines, most * THREADS), most >= lines / THREADS);
  }

  /** Once more everything that was sent, answered or not: afterwards all of it has arrived. */
  void sendAgain(Load load, Sent sent) {
    resend(load.bodies(), sent.requests());
  }

  private void resend(Path bodies, int count) {
    try (Stream<String> lines = Files.lines(bodies, StandardCharsets.US_ASCII);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      lines
          .limit(count)
          .forEach(body -> answers.add(senders.submit(() -> service.postText(PATH, token, body))));
      for (Future<HttpResponse<String>> answer : answers) {
        if (answer.get().statusCode() != 200) {
          throw new UserError("A report was refused: " + answer.get().body());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    } catch (ExecutionException e) {
      throw new UserError("A report failed: " + e.getCause(), e);
    }
  }
}
