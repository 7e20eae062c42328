package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.bench.OutcomesLoad.Kind;
import io.sluice.launcher.bench.OutcomesLoad.Load;
import io.sluice.launcher.bench.OutcomesLoad.Sent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code ./sluice bench outcomes}: durable reports of how calls went, in batches and one by one, a
 * fifth of them repeated; the load on the same processors as service and database. Afterwards
 * everything is sent once more, and the database is asked whether each decision was counted exactly
 * once.
 */
final class OutcomesBench {
  private static final int FETCHERS = 24;

  private final LocalMachine machine;
  private final int portBase;
  private final int seconds;
  private final PrintWriter out;

  OutcomesBench(LocalMachine machine, int portBase, int seconds, PrintWriter out) {
    this.machine = machine;
    this.portBase = portBase;
    this.seconds = seconds;
    this.out = out;
  }

  /** Prints the figures; 0 when all targets are met. */
  int run() {
    Tools.require("wrk");
    Path root = machine.home().root().resolve("bench").resolve("outcomes");
    try (SplitPrompts prompts = new SplitPrompts(machine, root, portBase, Map.of(), 1)) {
      long rollout = prompts.awaitRollout(SplitPrompts.CANDIDATE);
      prompts.pause(rollout);
      String token = prompts.platform().token("shop", "app");
      Tools.sayLoad(out);
      sayDurability(prompts.platform());
      OutcomesLoad load = new OutcomesLoad(root, prompts.platform().rollout(), token);
      boolean met = true;
      long decisions = 0;
      for (Kind kind : Kind.values()) {
        Load made = load.make(kind, fetch(prompts, token, kind.decisions(seconds)));
        load.warmUp(made);
        Sent sent = load.send(made, seconds);
        met &= print(kind, sent);
        load.sendAgain(made, sent);
        decisions += made.distinct(sent.requests());
      }
      met &= isCountedOnce(prompts, rollout, decisions);
      return met ? 0 : 1;
    }
  }

  private boolean print(Kind kind, Sent sent) {
    double perSecond = sent.seen().requestsPerSecond() * kind.size();
    boolean met = perSecond >= kind.target() && sent.seen().p99Ms() <= OutcomesLoad.MAX_P99_MS;
    say(
        "%-14s %,10.0f outcomes/s (to reach: %,d)   p50 %6.1f ms   p99 %6.1f ms (to reach: %d)%s%n",
        kind.words(),
        perSecond,
        kind.target(),
        sent.seen().p50Ms(),
        sent.seen().p99Ms(),
        OutcomesLoad.MAX_P99_MS,
        met ? "" : "  MISSED");
    if (sent.usedUp()) {
      say("  All reports were used up before the time was; the last were sent again.%n");
    }
    return met;
  }

  /** Real decisions, of calls that were really served. */
  private List<String> fetch(SplitPrompts prompts, String token, int count) {
    long start = System.nanoTime();
    List<String> decisions = new ArrayList<>();
    try (ExecutorService fetchers = Executors.newFixedThreadPool(FETCHERS)) {
      List<Future<List<String>>> parts = new ArrayList<>();
      for (int i = 0; i < FETCHERS; i++) {
        int part = i;
        parts.add(fetchers.submit(() -> fetch(prompts, token, part, count / FETCHERS + 1)));
      }
      for (Future<List<String>> part : parts) {
        decisions.addAll(part.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    } catch (ExecutionException e) {
      throw new UserError("Fetching failed: " + e.getCause(), e);
    }
    Collections.shuffle(decisions, new Random(count));
    say("%,d decisions fetched in %.0f s%n", decisions.size(), (System.nanoTime() - start) / 1e9);
    return decisions;
  }

  private static List<String> fetch(SplitPrompts prompts, String token, int part, int count) {
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      decisions.add(
          prompts
              .fetch(token, "call-" + count + "-" + part + "-" + i)
              .headers()
              .firstValue("Sluice-Decision")
              .orElseThrow());
    }
    return decisions;
  }

  private void sayDurability(BenchPlatform platform) {
    try (Connection database = platform.database("rollout")) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        say("%s %s; ", setting, text(database, "SHOW " + setting));
      }
      say("%d processors for load, service and database%n", processors());
    } catch (SQLException e) {
      throw new UserError("The database did not answer: " + e.getMessage(), e);
    }
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private boolean isCountedOnce(SplitPrompts prompts, long rollout, long decisions) {
    try (Connection database = prompts.platform().database("rollout")) {
      long rows = number(database, "SELECT count(*) FROM outcome");
      long reported =
          number(
              database,
              "SELECT coalesce(sum(reported), 0) FROM bucket_counter WHERE metric = 'error'"
                  + " AND rollout = "
                  + rollout);
      boolean exact = rows == decisions && reported == decisions;
      say(
          "%,d decisions were reported: %,d rows, counted %,d times%s%n",
          decisions, rows, reported, exact ? "" : "  NOT EXACT");
      return exact;
    } catch (SQLException e) {
      throw new UserError("The database did not answer: " + e.getMessage(), e);
    }
  }

  private static long number(Connection database, String sql) throws SQLException {
    return Long.parseLong(text(database, sql));
  }

  private static String text(Connection database, String sql) throws SQLException {
    try (ResultSet result = database.createStatement().executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
