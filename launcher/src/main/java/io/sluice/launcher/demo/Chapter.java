package io.sluice.launcher.demo;

import java.util.List;

/**
 * One change of the story.
 *
 * @param source folder of the example that the change takes its files from
 * @param title first line of its commit
 * @param why the rest of it
 * @param stages percent of the traffic, one after another
 * @param watch how long production is watched at the last stage
 * @param good false for the version that must be rolled back
 */
record Chapter(
    String source, String title, String why, List<Integer> stages, String watch, boolean good) {

  /** The whole story; a version number is the position in it, from 1. */
  static List<Chapter> story() {
    return List.of(
        first(),
        new Chapter(
            "v2",
            "Cope with emails in Arabic",
            "Nine of our emails in a hundred are Arabic; the answer to them was Arabic prose.",
            List.of(100),
            "5s",
            true),
        new Chapter(
            "v3",
            "Tell billing from refunds",
            "A wrong charge and a returned product go to different teams.",
            List.of(100),
            "5s",
            true),
        better(List.of(10, 50, 100), "20s"),
        wellMeant(List.of(10, 50, 100), "20s"));
  }

  /** The same shape in less time. */
  static List<Chapter> quickStory() {
    return List.of(first(), better(List.of(10, 100), "5s"), wellMeant(List.of(10, 100), "5s"));
  }

  private static Chapter first() {
    return new Chapter(
        "v1", "Classify support emails", "The first version.", List.of(100), "5s", true);
  }

  private static Chapter better(List<Integer> stages, String watch) {
    return new Chapter(
        "v4",
        "Judge urgency by consequence, not by tone",
        "Shouting about a colour went before a calm mail about a production that is down.",
        stages,
        watch,
        true);
  }

  private static Chapter wellMeant(List<Integer> stages, String watch) {
    return new Chapter(
        "v5",
        "Prepare the agent for angry customers",
        "A sentence of explanation before the answer helps whoever takes over.",
        stages,
        watch,
        false);
  }

  /** The environment file that promotes the version which this change makes. */
  String environmentFile(String promptId) {
    return """
        apiVersion: sluice/v1
        prompt: %s
        version: next
        rollout:
          stages: %s
          watch: %s
          maturity: 1s
        """
        .formatted(promptId, stages, watch);
  }
}
