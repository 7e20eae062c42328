package io.sluice.rollout.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SaltTest {
  private static final int MILLION = 1_000_000;
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
  void millionSubjectsSplitWithinATenthOfAPercentTheSameEverywhereAndGrowingMovesNobodyOut() {
    Salt otherReplica = new Salt("production", "mail", "sha256:ab");
    int early = 0;
    int late = 0;
    for (int i = 0; i < MILLION; i++) {
      Unit unit = salt.unit("s" + i);
      assertEquals(unit, otherReplica.unit("s" + i));
      boolean inEarly = unit.arm(1_000) == Arm.CANDIDATE;
      boolean inLate = unit.arm(5_000) == Arm.CANDIDATE;
      assertTrue(inLate || !inEarly, "s" + i + " left the candidate");
      early += inEarly ? 1 : 0;
      late += inLate ? 1 : 0;
    }
    assertEquals(0.1, (double) early / MILLION, 0.001);
    assertEquals(0.5, (double) late / MILLION, 0.001);
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
