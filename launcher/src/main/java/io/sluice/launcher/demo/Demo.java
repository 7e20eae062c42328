package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.Ports;
import io.sluice.launcher.platform.Service;
import io.sluice.launcher.token.TokenMint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The story: Ana proposes versions, Omar approves them, the app goes on talking to customers, and
 * the platform decides how far each version gets.
 */
final class Demo {
  /**
   * How this run is wanted.
   *
   * @param patience how long one rollout may take
   */
  record Settings(boolean quick, int perSecond, Duration patience) {}

  private static final Patience STEP = new Patience(Duration.ofMinutes(2));
  private static final int MAX_RUNS = 1000;

  /** The first version goes live at once; its error rate is what the next ones improve on. */
  private static final Duration FIRST_IMPRESSION = Duration.ofSeconds(4);

  private final Cast cast;
  private final Example example;
  private final JsonHttp http;
  private final ModelClient model;
  private final Timeline timeline;
  private final Settings settings;
  private final List<Chapter> story;
  private final RolloutWatch rollouts;

  Demo(
      Ports ports,
      TokenMint mint,
      Example example,
      JsonHttp http,
      ModelClient model,
      Timeline timeline,
      Settings settings) {
    this.cast = new Cast(ports, mint, http, STEP);
    this.example = example;
    this.http = http;
    this.model = model;
    this.timeline = timeline;
    this.settings = settings;
    this.story = settings.quick() ? Chapter.quickStory() : Chapter.story();
    this.rollouts =
        new RolloutWatch(
            http, cast.url(Service.ROLLOUT), cast.anaToken(), timeline, STEP, settings.patience());
  }

  /** Runs it to its end; true when everything ended as it must. */
  boolean run() {
    Path folder = temporaryFolder();
    try {
      PromptClone clone =
          PromptClone.of(
              cast.url(Service.REGISTRY) + "/git/prompts.git",
              folder,
              "ana",
              cast.anaToken(),
              STEP);
      String prompt = choosePrompt(clone);
      int done = clone.latestVersion(prompt);
      if (done > 0) {
        timeline.text("  prompt   %s, continued after v%d".formatted(prompt, done));
      } else {
        timeline.text("  prompt   " + prompt);
      }
      return tell(clone, prompt, done);
    } finally {
      delete(folder);
    }
  }

  private boolean tell(PromptClone clone, String prompt, int done) {
    Landing landing = new Landing(clone, example, cast, timeline);
    if (done == 0) {
      landing.land(prompt, 1, story.getFirst());
    }
    int landed = Math.max(done, 1);
    try (SimulatedApp app = startApp(prompt)) {
      for (int version = landed; version <= story.size(); version++) {
        if (version > landed) {
          landing.land(prompt, version, story.get(version - 1));
        }
        rollouts.follow(prompt, version);
        if (version == 1) {
          Patience.sleep(FIRST_IMPRESSION);
        }
        tellExposure(app, version);
      }
      return new Ending(prompt, story.size(), clone, rollouts, timeline, STEP).tell(app);
    }
  }

  /** Starts the traffic once the prompt is live. */
  private SimulatedApp startApp(String prompt) {
    String token = cast.appToken();
    URI active =
        cast.url(Service.ROLLOUT)
            .resolve(
                "/v1/prompts/%s/active?environment=production&subject=probe".formatted(prompt));
    JsonNode live =
        STEP.until(
            "the first version of " + prompt + " live",
            () ->
                http.trySend(active, token, null, Duration.ofSeconds(5))
                    .filter(Answer::isOk)
                    .map(Answer::body));
    timeline.event(
        Timeline.Actor.APP,
        "app",
        "fetches v%d and starts to answer customers".formatted(live.path("version").asInt()));
    return new SimulatedApp(
        http,
        cast.url(Service.ROLLOUT),
        token,
        prompt,
        example.emails(),
        model,
        settings.perSecond(),
        timeline);
  }

  private void tellExposure(SimulatedApp app, int version) {
    Tally.Seen seen = app.tally().of(version);
    if (seen.served() == 0) {
      return; // it was decided before an interrupted run was continued
    }
    timeline.event(
        Timeline.Actor.APP,
        "app",
        "v%d: %,d conversations, %.1f%% without usable output"
            .formatted(version, seen.served(), seen.badPercent()));
  }

  /** The first id whose story is not over yet. */
  private String choosePrompt(PromptClone clone) {
    String base = settings.quick() ? Example.PROMPT + "-quick" : Example.PROMPT;
    for (int run = 1; run <= MAX_RUNS; run++) {
      String prompt = run == 1 ? base : base + "-" + run;
      if (!isOver(clone, prompt)) {
        return prompt;
      }
    }
    throw new UserError("The demo went through %d times already.".formatted(MAX_RUNS));
  }

  private boolean isOver(PromptClone clone, String prompt) {
    return clone.latestVersion(prompt) >= story.size()
        && rollouts.find(prompt, story.size()).filter(RolloutWatch::hasEnded).isPresent();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sluice-demo");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
