package io.sluice.rollout.consumer;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who fetched what since the last flush. For an app that was seen before, a mark allocates nothing
 * and takes no lock. Memory is bounded: only what is live is marked, and so many apps of each.
 */
@Singleton
public class Consumers {
  /** More apps of one prompt than these are counted as calls, and not by name. */
  static final int MAX_APPS = 500;

  private static final int MAX_APP_CHARS = 200;
  private static final int MAX_SEEN_IN_A_BATCH = 5_000;

  /** An app that fetched a prompt on a day, counted from 1970-01-01 in UTC. */
  record Seen(String environment, String prompt, String app, long day) {}

  /** Calls to add to a day. */
  record Calls(String environment, String prompt, long day, long calls) {}

  /** What the database has to be told. */
  record Batch(List<Seen> seen, List<Calls> calls) {
    static final Batch NONE = new Batch(List.of(), List.of());

    boolean isEmpty() {
      return seen.isEmpty() && calls.isEmpty();
    }
  }

  private static final class Mark {
    volatile long day;

    /** Only the loop reads and writes it. */
    long told;
  }

  private static final class Uses {
    final LongAdder calls = new LongAdder();
    final Map<String, Mark> apps = new ConcurrentHashMap<>();
  }

  private final Map<String, Map<String, Uses>> uses = new ConcurrentHashMap<>();

  /**
   * Marks a served call.
   *
   * @param day of the call, counted from 1970-01-01 in UTC
   */
  public void mark(String environment, String prompt, String app, long day) {
    Uses of = usesOf(environment, prompt);
    of.calls.increment();
    Mark mark = of.apps.get(app);
    if (mark == null) {
      mark = add(of, app);
    }
    if (mark != null && mark.day < day) {
      mark.day = day;
    }
  }

  private Uses usesOf(String environment, String prompt) {
    Map<String, Uses> prompts = uses.get(environment);
    Uses known = prompts == null ? null : prompts.get(prompt);
    return known != null
        ? known
        : uses.computeIfAbsent(environment, e -> new ConcurrentHashMap<>())
            .computeIfAbsent(prompt, p -> new Uses());
  }

  private static @Nullable Mark add(Uses of, String app) {
    return of.apps.size() >= MAX_APPS || app.length() > MAX_APP_CHARS
        ? null
        : of.apps.computeIfAbsent(app, a -> new Mark());
  }

  /**
   * Takes what was marked since the last call, for one caller at a time. Apps of the past are
   * forgotten once they were taken; one that is marked in that very moment is marked by its next
   * call.
   *
   * @param today the day that calls are added to
   */
  Batch drain(long today) {
    List<Seen> seen = new ArrayList<>();
    List<Calls> calls = new ArrayList<>();
    uses.forEach(
        (environment, prompts) ->
            prompts.forEach(
                (prompt, of) -> {
                  long count = of.calls.sumThenReset();
                  if (count > 0) {
                    calls.add(new Calls(environment, prompt, today, count));
                  }
                  takeApps(environment, prompt, of, today, seen);
                }));
    return new Batch(seen, calls);
  }

  private static void takeApps(
      String environment, String prompt, Uses of, long today, List<Seen> seen) {
    of.apps
        .entrySet()
        .removeIf(
            entry -> {
              Mark mark = entry.getValue();
              long day = mark.day;
              if (day > mark.told && seen.size() < MAX_SEEN_IN_A_BATCH) {
                seen.add(new Seen(environment, prompt, entry.getKey(), day));
                mark.told = day;
              }
              return mark.told == day && day < today - 1;
            });
  }
}
