package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * {@code ./sluice bench verdict --http}: rollouts of a running platform, every call fetched and its
 * outcome reported over HTTP, beside what the simulation expects of as many.
 */
final class VerdictThroughHttp {
  private static final int CLIENTS = 8;
  private static final int MAX_SECONDS = 900;

  private final LocalMachine machine;
  private final int portBase;
  private final int rollouts;
  private final long seed;
  private final PrintWriter out;

  /**
   * @param rollouts of each scenario
   * @param seed of which calls fail; the service draws who gets the candidate
   */
  VerdictThroughHttp(LocalMachine machine, int portBase, int rollouts, long seed, PrintWriter out) {
    this.machine = machine;
    this.portBase = portBase;
    this.rollouts = rollouts;
    this.seed = seed;
    this.out = out;
  }

  /**
   * Prints the figures beside what is expected; 0 when all of them are within it.
   *
   * @param expected scenarios, as the simulation prints them
   */
  int run(JsonNode expected) {
    Path root = machine.home().root().resolve("bench").resolve("verdict");
    boolean within = true;
    try (SplitPrompts prompts =
            new SplitPrompts(
                machine, root, portBase, Map.of(), rollouts * Math.max(1, expected.size()));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      say(
          "%nThrough HTTP, %d rollouts each; in brackets what 99 of 100 such samples of the"
              + " simulation show%n",
          rollouts);
      say("%-34s %28s %28s%n", "calls until the end", "median", "95%");
      int first = 0;
      for (JsonNode scenario : expected) {
        List<Double> counts = counts(scenario, callers(prompts, scenario, first), clients);
        within &= print(scenario, counts);
        first += rollouts;
      }
    }
    return within ? 0 : 1;
  }

  private List<Caller> callers(SplitPrompts prompts, JsonNode scenario, int first) {
    String token = prompts.platform().token("shop", "app");
    List<Caller> callers = new ArrayList<>();
    for (int i = first; i < first + rollouts; i++) {
      BenchPrompt candidate = new BenchPrompt(i, 2, SplitPrompts.LINES);
      callers.add(
          new Caller(
              prompts,
              token,
              candidate,
              prompts.awaitRollout(candidate),
              scenario,
              new SplittableRandom(seed + i)));
    }
    return callers;
  }

  /**
   * The count of each rollout when it ended. A round of calls that took longer than its second is
   * not made up for: the service judges once a second, and so does the simulation.
   */
  private static List<Double> counts(
      JsonNode scenario, List<Caller> callers, ExecutorService clients) {
    List<Caller> going = new ArrayList<>(callers);
    for (int second = 1; !going.isEmpty() && second <= MAX_SECONDS; second++) {
      long start = System.nanoTime();
      try {
        for (Future<Void> done : clients.invokeAll(going)) {
          done.get();
        }
        going.removeIf(caller -> caller.over);
        long left = start + TimeUnit.SECONDS.toNanos(1) - System.nanoTime();
        if (left > 0) {
          TimeUnit.NANOSECONDS.sleep(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("Interrupted.", e);
      } catch (ExecutionException e) {
        throw new UserError("A call failed: " + e.getCause(), e);
      }
    }
    boolean worse = isWorse(scenario);
    return callers.stream().map(caller -> caller.count(worse)).sorted().toList();
  }

  private static boolean isWorse(JsonNode scenario) {
    return scenario.path("candidate").asDouble() > scenario.path("stable").asDouble();
  }

  private boolean print(JsonNode scenario, List<Double> counts) {
    double median = quantile(counts, 0.5);
    double high = quantile(counts, 0.95);
    boolean within =
        isWithin(scenario.path("median"), median) && isWithin(scenario.path("high"), high);
    say(
        "  %-32s %28s %28s%s%n",
        scenario.path("name").asString() + (isWorse(scenario) ? "" : ", all of them"),
        figure(scenario.path("median"), median),
        figure(scenario.path("high"), high),
        within ? "" : "   OUTSIDE");
    return within;
  }

  private static String figure(JsonNode range, double actual) {
    return String.format(
        Locale.ROOT, "%,.0f (%,.0f to %,.0f)", actual, end(range, "low"), end(range, "high"));
  }

  private static boolean isWithin(JsonNode range, double actual) {
    return actual >= end(range, "low") && actual <= end(range, "high");
  }

  /** JSON has no infinite number, so that one comes as text. */
  private static double end(JsonNode range, String name) {
    JsonNode end = range.path(name);
    return end.isNumber() ? end.asDouble() : Double.parseDouble(end.asString());
  }

  private static double quantile(List<Double> sorted, double quantile) {
    return sorted.get(Math.max(0, (int) Math.ceil(quantile * sorted.size()) - 1));
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }

  /** All calls for one prompt; called once a second. */
  private static final class Caller implements Callable<Void> {
    private final SplitPrompts prompts;
    private final String token;
    private final String path;
    private final String candidateTag;
    private final long rollout;
    private final int callsPerSecond;
    private final double stable;
    private final double candidate;
    private final RandomGenerator random;
    private long calls;
    private volatile boolean over;
    private double callsOfCandidate = Double.POSITIVE_INFINITY;
    private double callsToAllTraffic = Double.POSITIVE_INFINITY;

    Caller(
        SplitPrompts prompts,
        String token,
        BenchPrompt candidate,
        long rollout,
        JsonNode scenario,
        RandomGenerator random) {
      this.prompts = prompts;
      this.token = token;
      this.path = SplitPrompts.path(candidate);
      this.candidateTag = '"' + candidate.digest() + '"';
      this.rollout = rollout;
      this.callsPerSecond = scenario.path("callsPerSecond").asInt();
      this.stable = scenario.path("stable").asDouble();
      this.candidate = scenario.path("candidate").asDouble();
      this.random = random;
    }

    @Override
    public Void call() {
      StringBuilder outcomes = new StringBuilder();
      for (int i = 0; i < callsPerSecond; i++) {
        HttpResponse<String> answer = prompts.platform().rollout().send(path, token);
        require(answer);
        boolean onCandidate =
            answer.headers().firstValue("ETag").orElseThrow().equals(candidateTag);
        boolean bad = random.nextDouble() < (onCandidate ? candidate : stable);
        outcomes
            .append(i == 0 ? "" : ",")
            .append("{\"decision\":\"")
            .append(answer.headers().firstValue("Sluice-Decision").orElseThrow())
            .append("\",\"status\":\"")
            .append(bad ? "error" : "ok")
            .append("\"}");
      }
      require(
          prompts
              .platform()
              .rollout()
              .postText("/v1/outcomes", token, "{\"outcomes\":[" + outcomes + "]}"));
      calls += callsPerSecond;
      look();
      return null;
    }

    private void look() {
      JsonNode found = prompts.look(rollout);
      String state = found.path("state").asString();
      over = !state.equals("rolling_out");
      if (state.equals("rolling_back") || state.equals("rolled_back")) {
        callsOfCandidate = found.at("/counts/error/candidate/served").asDouble();
      } else if (over) {
        callsToAllTraffic = calls;
      }
    }

    double count(boolean worse) {
      return worse ? callsOfCandidate : callsToAllTraffic;
    }

    private static void require(HttpResponse<String> answer) {
      if (answer.statusCode() != 200) {
        throw new UserError(
            "%s was answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
      }
    }
  }
}
