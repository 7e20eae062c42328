package io.sluice.launcher.demo;

import java.util.Optional;

/** How the story ended, by what the platform, Git and the app each say. */
final class Ending {
  private static final int PROBES = 200;

  private final String prompt;
  private final int good;
  private final int bad;
  private final PromptClone clone;
  private final RolloutWatch rollouts;
  private final Timeline timeline;
  private final Patience patience;

  /**
   * The end of one prompt's story.
   *
   * @param versions how many there are: the last must be rolled back, the one before it live
   */
  Ending(
      String prompt,
      int versions,
      PromptClone clone,
      RolloutWatch rollouts,
      Timeline timeline,
      Patience patience) {
    this.prompt = prompt;
    this.bad = versions;
    this.good = versions - 1;
    this.clone = clone;
    this.rollouts = rollouts;
    this.timeline = timeline;
    this.patience = patience;
  }

  /** Tells it; true when it is as it must be: the good version live, the bad one rolled back. */
  boolean tell(SimulatedApp app) {
    timeline.heading("How it ended");
    app.close();
    String badEnd = endOf(bad);
    String goodEnd = endOf(good);
    int inGit = versionOnMain();
    long others = app.servedOtherThan(good, PROBES);
    timeline.text(numbers(app, goodEnd, badEnd, inGit, PROBES - others));
    timeline.heading("git log main");
    timeline.text(clone.log(prompt).indent(2).stripTrailing());
    boolean asItMust =
        badEnd.equals("rolled_back") && goodEnd.equals("completed") && inGit == good && others == 0;
    timeline.heading(
        asItMust
            ? "The good version serves everybody; the bad one took itself back. (%d s)"
                .formatted(timeline.elapsed().toSeconds())
            : "This is not how it must end.");
    return asItMust;
  }

  private String endOf(int version) {
    return patience.until(
        "how the rollout of v" + version + " ended",
        () -> rollouts.find(prompt, version).map(RolloutWatch::state));
  }

  private int versionOnMain() {
    return patience.until(
        "the rollback on main",
        () -> {
          clone.fetch();
          return Optional.of(clone.productionVersion(prompt)).filter(v -> v != bad);
        });
  }

  private String numbers(
      SimulatedApp app, String goodEnd, String badEnd, int inGit, long probesServedGood) {
    return """
          v%d  %-12s  served to %d of %d new conversations; main's environment file says version %d
          v%d  %-12s  %s
          outcomes  %,d accepted, %,d sent again and not counted twice, %,d refused%s"""
        .formatted(
            good,
            goodEnd,
            probesServedGood,
            PROBES,
            inGit,
            bad,
            badEnd,
            exposure(app),
            app.reporter().accepted(),
            app.reporter().duplicates(),
            app.reporter().rejected(),
            app.reporter().rejected() > 0 ? ": " + app.reporter().lastRejection() : "");
  }

  private String exposure(SimulatedApp app) {
    Tally.Seen exposed = app.tally().of(bad);
    return exposed.served() == 0
        ? "before this run continued an interrupted one"
        : "out of the traffic %.1f s after its first call; %,d of %,d conversations got it"
            .formatted(
                exposed.exposed().toMillis() / 1000.0,
                exposed.served(),
                app.tally().conversations());
  }
}
