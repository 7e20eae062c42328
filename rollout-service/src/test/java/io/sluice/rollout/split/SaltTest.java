package io.sluice.rollout.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SaltTest {
  private static final int SUBJECTS = 200_000;
  private final Salt salt = new Salt("production", "mail", "sha256:ab");

  @Test
  void assignmentIsTheSameOnEveryReplicaAndInEveryRelease() {
    // Fixed for ever: another answer would move subjects between arms in an upgrade.
    Unit unit = salt.unit("conversation-1");
    assertEquals(unit, new Salt("production", "mail", "sha256:ab").unit("conversation-1"));
    assertEquals(9912, unit.bucket());
  }

  @Test
  void shareIsKeptWithinATenthOfAPercent() {
    long candidates =
        IntStream.range(0, SUBJECTS)
            .filter(i -> salt.unit("s" + i).arm(1_000) == Arm.CANDIDATE)
            .count();
    assertEquals(0.1, (double) candidates / SUBJECTS, 0.002);
  }

  @Test
  void growingTheShareOnlyAddsSubjectsAndTheHoldbackNeverSawTheCandidate() {
    for (int i = 0; i < 20_000; i++) {
      Unit unit = salt.unit("s" + i);
      boolean before = false;
      for (int buckets : new int[] {1_000, 5_000, 9_500, 10_000}) {
        boolean now = unit.arm(buckets) == Arm.CANDIDATE;
        assertTrue(now || !before, "s" + i + " left the candidate");
        before = now;
      }
    }
  }

  @Test
  void splitsOfDifferentPromptsAndCandidatesAreIndependent() {
    Salt otherPrompt = new Salt("production", "letter", "sha256:ab");
    Salt otherCandidate = new Salt("production", "mail", "sha256:cd");
    assertEquals(0, correlation(salt, otherPrompt), 0.01);
    assertEquals(0, correlation(salt, otherCandidate), 0.01);
    assertNotEquals(salt.unit("s1"), otherCandidate.unit("s1"));
  }

  private static double correlation(Salt a, Salt b) {
    double both = 0;
    double inA = 0;
    double inB = 0;
    for (int i = 0; i < SUBJECTS; i++) {
      double x = a.unit("s" + i).arm(5_000) == Arm.CANDIDATE ? 1 : 0;
      double y = b.unit("s" + i).arm(5_000) == Arm.CANDIDATE ? 1 : 0;
      both += x * y;
      inA += x;
      inB += y;
    }
    double n = SUBJECTS;
    double covariance = both / n - inA / n * (inB / n);
    return covariance / Math.sqrt(inA / n * (1 - inA / n) * (inB / n) * (1 - inB / n));
  }
}
