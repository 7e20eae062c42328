package io.sluice.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CommitLogTest {
  @Test
  void showsVersionAndApproversOfAMergeAndTheReasonOfARollback() {
    String log =
        "\u001eadd7ce6  19:23:40  rollout-service  Roll back x in production: v5 -> v4\u001f"
            + "The candidate is worse: it failed 8 of 26.\n\nRollback: production x 5 -> 4\nRollout: 9\n"
            + "\u001e5f01995  19:23:36  ana              Merge change 8: Better\u001f"
            + "Some words.\n\nPrompt-Version: x@5 sha256:aea3c9e8b18d0123456789\nApproved-by: omar\n";
    assertEquals(
        """
        add7ce6  19:23:40  rollout-service  Roll back x in production: v5 -> v4
                           The candidate is worse: it failed 8 of 26.
        5f01995  19:23:36  ana              Merge change 8: Better
                           Prompt-Version: x@5 sha256:aea3c9e8b18d…
                           Approved-by: omar""",
        CommitLog.readable(log));
  }

  @Test
  void longReasonsAreBrokenIntoLinesThatFit() {
    String log = "\u001ea\u001f" + "word ".repeat(60) + "\n\nRollback: production x 5 -> 4\n";
    CommitLog.readable(log).lines().forEach(l -> assertEquals(true, l.length() <= 100, l));
  }
}
