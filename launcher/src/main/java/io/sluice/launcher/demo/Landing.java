package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import io.sluice.launcher.platform.Service;
import tools.jackson.databind.JsonNode;

/** How a change lands: Ana pushes it, Omar approves and merges it; nothing else is possible. */
final class Landing {
  private final PromptClone clone;
  private final Example example;
  private final Cast cast;
  private final Timeline timeline;

  Landing(PromptClone clone, Example example, Cast cast, Timeline timeline) {
    this.clone = clone;
    this.example = example;
    this.cast = cast;
    this.timeline = timeline;
  }

  /** Takes one change from a branch to main. */
  void land(String prompt, int version, Chapter chapter) {
    timeline.heading("v%d · %s".formatted(version, chapter.title()));
    String branch = "changes/%s-v%d".formatted(prompt, version);
    clone.fetch();
    clone.commit(branch, prompt, chapter, example);
    String output = clone.push(branch);
    Review ana = cast.ana();
    int number = ana.changeOf(branch, clone.head(), output);
    timeline.event(
        Timeline.Actor.ENGINEER,
        "ana",
        "git push  →  change request %s/v1/changes/%d".formatted(cast.url(Service.REVIEW), number));
    JsonNode change = ana.changeAt(number, clone.head());
    if (version == 1) {
      showWhatIsRefused(ana, change);
    }
    approveAndMerge(change, clone.head());
    clone.fetch();
  }

  private void showWhatIsRefused(Review ana, JsonNode change) {
    String push =
        clone.pushToMain().orElseThrow(() -> new UserError("A push to main was let through."));
    timeline.event(Timeline.Actor.ENGINEER, "ana", "git push main  ✗ " + push);
    if (Review.isMerged(change)) {
      return;
    }
    Answer own = ana.approve(change);
    if (own.status() != 422) {
      throw new UserError("Ana's approval of her own change was answered " + own.problem());
    }
    timeline.event(Timeline.Actor.ENGINEER, "ana", "approves her own change  ✗ " + own.problem());
  }

  private void approveAndMerge(JsonNode pushed, String head) {
    Review omar = cast.omar();
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
}
