package io.sluice.rollout.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rollout.verdict.ArmBucket;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Criteria;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Gate;
import io.sluice.rollout.verdict.Judgement;
import io.sluice.rollout.verdict.Margins;
import io.sluice.rollout.verdict.Metric;
import io.sluice.rollout.verdict.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One stream, counted by one replica or spread at random over several, whose counts are added. */
class ReplicasTest {
  private static final long SEED = 20260318;
  private static final Criteria CRITERIA =
      new Criteria(0.01, Margins.DEFAULT, Gate.EARLY, 0.005, null, true);

  @ParameterizedTest
  @ValueSource(doubles = {0.03, 0.06, 0.2})
  void streamSplitOverReplicasGivesTheSameDecision(double candidateRate) {
    Judgement one = judgement(1, candidateRate);
    for (int replicas : new int[] {4, 16}) {
      Judgement split = judgement(replicas, candidateRate);
      Finding expected = one.finding();
      Finding finding = split.finding();
      assertEquals(expected.getClass(), finding.getClass(), "seed " + SEED);
      assertEquals(expected.rule(), finding.rule());
      assertEquals(expected.lnEvidence(), finding.lnEvidence(), 1e-9);
      assertEquals(lnEvidence(one), lnEvidence(split), 1e-9);
    }
  }

  private static double lnEvidence(Judgement judgement) {
    return judgement.after().metrics().get(Metric.ERROR).lnRegression();
  }

  private static Judgement judgement(int replicas, double candidateRate) {
    SplittableRandom calls = new SplittableRandom(SEED);
    SplittableRandom routing = new SplittableRandom(replicas);
    List<Bucket> buckets = new ArrayList<>();
    for (int second = 0; second < 300; second++) {
      Bucket[] counted = new Bucket[replicas];
      for (int call = 0; call < 200; call++) {
        boolean candidate = calls.nextInt(10) == 0;
        boolean bad = calls.nextDouble() < (candidate ? candidateRate : 0.03);
        int replica = routing.nextInt(replicas);
        Bucket one = call(second, candidate, bad);
        counted[replica] = counted[replica] == null ? one : counted[replica].plus(one);
      }
      Bucket sum = null;
      for (Bucket bucket : counted) {
        if (bucket != null) {
          sum = sum == null ? bucket : sum.plus(bucket);
        }
      }
      buckets.add(sum);
    }
    return new Judgement(Evidence.start(Set.of(Metric.ERROR), Margins.DEFAULT), buckets, CRITERIA);
  }

  private static Bucket call(int second, boolean candidate, boolean bad) {
    Tally tally = new Tally(1, bad ? 1 : 0, bad ? 1 : 0, 1);
    ArmBucket counted = new ArmBucket(tally, Tally.NONE);
    return new Bucket(
        Metric.ERROR,
        second,
        candidate ? ArmBucket.NONE : counted,
        candidate ? counted : ArmBucket.NONE);
  }
}
