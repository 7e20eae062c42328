package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Follows one version's rollout to its end and tells the timeline what the platform decides. */
final class RolloutWatch {
  private static final Set<String> ENDED =
      Set.of("completed", "rolled_back", "superseded", "archived");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);
  private static final Duration REMIND_AFTER = Duration.ofSeconds(10);

  private final JsonHttp http;
  private final URI rollout;
  private final String token;
  private final Timeline timeline;
  private final Patience appearance;
  private final Duration limit;

  RolloutWatch(
      JsonHttp http,
      URI rollout,
      String token,
      Timeline timeline,
      Patience appearance,
      Duration limit) {
    this.http = http;
    this.rollout = rollout;
    this.token = token;
    this.timeline = timeline;
    this.appearance = appearance;
    this.limit = limit;
  }

  /** The newest rollout whose candidate is a version. */
  Optional<JsonNode> find(String prompt, int version) {
    return get("/v1/rollouts?prompt=" + prompt + "&limit=200")
        .flatMap(
            page ->
                StreamSupport.stream(page.path("items").spliterator(), false)
                    .filter(r -> r.at("/candidate/version").asInt(0) == version)
                    .max((a, b) -> Integer.compare(number(a), number(b))));
  }

  static boolean hasEnded(JsonNode rollout) {
    return ENDED.contains(state(rollout));
  }

  static String state(JsonNode rollout) {
    return rollout.path("state").asString("");
  }

  /** Follows the rollout of a version until it has ended; returns how it ended. */
  JsonNode follow(String prompt, int version) {
    JsonNode found =
        appearance.until("the rollout of version " + version, () -> find(prompt, version));
    JsonNode last =
        appearance.until("rollout " + number(found), () -> get("/v1/rollouts/" + number(found)));
    String who = "v" + version;
    int told = 0;
    long deadline = System.nanoTime() + limit.toNanos();
    long remindNanos = System.nanoTime() + REMIND_AFTER.toNanos();
    while (true) {
      int before = told;
      told = tellHistory(who, last, told);
      if (hasEnded(last)) {
        return last;
      }
      String verdict = last.path("verdict").asString("");
      if (told > before) {
        remindNanos = System.nanoTime() + REMIND_AFTER.toNanos();
      } else if (System.nanoTime() > remindNanos) {
        timeline.event(Timeline.Actor.PLATFORM, who, share(last) + verdict);
        remindNanos = System.nanoTime() + REMIND_AFTER.toNanos();
      }
      if (System.nanoTime() > deadline) {
        throw new UserError(
            "The rollout of v%d has not ended after %d s; it stands at %s: %s"
                .formatted(version, limit.toSeconds(), state(last), verdict));
      }
      Patience.sleep(LOOK_EVERY);
      last = get("/v1/rollouts/" + number(last)).orElse(last);
    }
  }

  private int tellHistory(String who, JsonNode rollout, int told) {
    JsonNode history = rollout.path("history");
    for (int i = told; i < history.size(); i++) {
      JsonNode entry = history.get(i);
      String event = entry.path("event").asString("").replace('_', ' ');
      timeline.event(
          Timeline.Actor.PLATFORM,
          who,
          "%s: %s".formatted(event, entry.path("detail").asString("")));
    }
    return Math.max(told, history.size());
  }

  private static String share(JsonNode rollout) {
    return "%d%%, ".formatted(rollout.path("share").asInt(0));
  }

  private static int number(JsonNode rollout) {
    return rollout.path("number").asInt();
  }

  private Optional<JsonNode> get(String path) {
    return http.trySend(rollout.resolve(path), token, null, TIMEOUT)
        .filter(Answer::isOk)
        .map(Answer::body);
  }
}
