package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.Ports;
import io.sluice.launcher.platform.Service;
import io.sluice.launcher.token.TokenMint;
import io.sluice.launcher.token.TokenRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  private static final String TEAM = "customer-success";
  private static final Patience STEP = new Patience(Duration.ofMinutes(2));
  private static final Duration TOKEN_TTL = Duration.ofHours(12);
  private static final int MAX_RUNS = 1000;

  /** The first version goes live at once; its error rate is what the next ones improve on. */
  private static final Duration FIRST_IMPRESSION = Duration.ofSeconds(4);

  private final Ports ports;
  private final TokenMint mint;
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
    this.ports = ports;
    this.mint = mint;
    this.example = example;
    this.http = http;
    this.model = model;
    this.timeline = timeline;
    this.settings = settings;
    this.story = settings.quick() ? Chapter.quickStory() : Chapter.story();
    this.rollouts =
        new RolloutWatch(
            http,
            url(Service.ROLLOUT),
            token("ana", "engineer"),
            timeline,
            STEP,
            settings.patience());
  }

  /** Runs it to its end; true when everything ended as it must. */
  boolean run() {
    Path folder = temporaryFolder();
    try {
      PromptClone clone =
          PromptClone.of(
              Service.REGISTRY.url(ports) + "/git/prompts.git",
              folder,
              "ana",
              token("ana", "engineer"),
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
    if (done == 0) {
      land(clone, prompt, 1);
    }
    int landed = Math.max(done, 1);
    try (SimulatedApp app = startApp(prompt)) {
      for (int version = landed; version <= story.size(); version++) {
        if (version > landed) {
          land(clone, prompt, version);
        }
        rollouts.follow(prompt, version);
        if (version == 1) {
          Patience.sleep(FIRST_IMPRESSION);
        }
        tellExposure(app, version);
      }
      return judge(clone, prompt, app);
    }
  }

  /** One change, from branch to main. */
  private void land(PromptClone clone, String prompt, int version) {
    Chapter chapter = story.get(version - 1);
    timeline.heading("v%d · %s".formatted(version, chapter.title()));
    String branch = "changes/%s-v%d".formatted(prompt, version);
    clone.fetch();
    clone.commit(branch, prompt, chapter, example);
    String output = clone.push(branch);
    Review ana = review("ana", "engineer", "reviewer");
    int number = ana.changeOf(branch, clone.head(), output);
    timeline.event(
        Timeline.Actor.ENGINEER,
        "ana",
        "git push  →  change request %s/v1/changes/%d"
            .formatted(Service.REVIEW.url(ports), number));
    JsonNode change = ana.changeAt(number, clone.head());
    if (version == 1) {
      showWhatIsRefused(clone, ana, change);
    }
    approveAndMerge(change, clone.head());
    clone.fetch();
  }

  private void showWhatIsRefused(PromptClone clone, Review ana, JsonNode change) {
    String push =
        clone.pushToMain().orElseThrow(() -> new UserError("A push to main was let through."));
    timeline.event(Timeline.Actor.ENGINEER, "ana", "git push main  ✗ " + push);
    if (Review.isMerged(change)) {
      return;
    }
    Answer own = ana.approve(change);
    if (own.isOk()) {
      throw new UserError("Ana could approve her own change.");
    }
    timeline.event(Timeline.Actor.ENGINEER, "ana", "approves her own change  ✗ " + own.problem());
  }

  private void approveAndMerge(JsonNode pushed, String head) {
    Review omar = review("omar", "reviewer");
    int number = pushed.path("number").asInt();
    JsonNode change = omar.changeAt(number, head);
    if (Review.isMerged(change)) {
      return;
    }
    Answer approval = omar.approve(change);
    if (!approval.isOk() && !omar.hasApproved(omar.changeAt(number, head))) {
      throw new UserError("Omar's approval was refused: " + approval.problem());
    }
    timeline.event(Timeline.Actor.REVIEWER, "omar", "approves change " + number);
    JsonNode merged = omar.merge(change);
    String commit = merged.path("mergeCommit").asString("");
    timeline.event(
        Timeline.Actor.REVIEWER,
        "omar",
        "merges it: commit %s on main, attested and promoted to production"
            .formatted(commit.substring(0, Math.min(10, commit.length()))));
  }

  /** Starts the traffic once the prompt is live. */
  private SimulatedApp startApp(String prompt) {
    String token = token("support-desk", "app");
    URI active =
        url(Service.ROLLOUT)
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
        url(Service.ROLLOUT),
        token,
        prompt,
        example.emails(),
        model,
        settings.perSecond(),
        timeline);
  }

  private void tellExposure(SimulatedApp app, int version) {
    Tally.Seen seen = app.tally().of(version);
    timeline.event(
        Timeline.Actor.APP,
        "app",
        "v%d: %,d conversations, %.1f%% without usable output"
            .formatted(version, seen.served(), seen.badPercent()));
  }

  private boolean judge(PromptClone clone, String prompt, SimulatedApp app) {
    timeline.heading("How it ended");
    app.close();
    int bad = story.size();
    int good = bad - 1;
    String badEnd = endOf(prompt, bad);
    String goodEnd = endOf(prompt, good);
    int inGit =
        STEP.until(
            "the rollback on main",
            () -> {
              clone.fetch();
              return Optional.of(clone.productionVersion(prompt)).filter(v -> v != bad);
            });
    Tally.Seen exposed = app.tally().of(bad);
    timeline.text(
        """
          v%d  %-12s  main's environment file says version %d
          v%d  %-12s  out of the traffic %.1f s after its first call; %,d of %,d conversations got it
          outcomes  %,d accepted, %,d sent again and not counted twice, %,d refused%s"""
            .formatted(
                good,
                goodEnd,
                inGit,
                bad,
                badEnd,
                exposed.exposed().toMillis() / 1000.0,
                exposed.served(),
                app.tally().conversations(),
                app.reporter().accepted(),
                app.reporter().duplicates(),
                app.reporter().rejected(),
                app.reporter().rejected() > 0 ? ": " + app.reporter().lastRejection() : ""));
    timeline.heading("git log main");
    timeline.text(clone.log(prompt).indent(2).stripTrailing());
    boolean asItMust = badEnd.equals("rolled_back") && goodEnd.equals("completed") && inGit == good;
    timeline.heading(
        asItMust
            ? "The good version serves everybody; the bad one took itself back. (%d s)"
                .formatted(timeline.elapsed().toSeconds())
            : "This is not how it must end.");
    return asItMust;
  }

  private String endOf(String prompt, int version) {
    return STEP.until(
        "how the rollout of v" + version + " ended",
        () -> rollouts.find(prompt, version).map(RolloutWatch::state));
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

  private Review review(String person, String... roles) {
    return new Review(http, url(Service.REVIEW), person, token(person, roles), STEP);
  }

  private String token(String subject, String... roles) {
    return mint.mint(new TokenRequest(subject, List.of(roles), List.of(TEAM), TOKEN_TTL));
  }

  private URI url(Service service) {
    return URI.create(service.url(ports));
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
