package io.sluice.rollout.verdict;

import java.util.List;

/**
 * One tick of the evaluation with everything that it rests on: kept, it can be judged again later
 * and gives the same finding.
 *
 * @param before evidence until then
 * @param buckets that were folded, in that order
 */
public record Judgement(Evidence before, List<Bucket> buckets, Criteria criteria) {
  public Judgement {
    buckets = List.copyOf(buckets);
  }

  /** Evidence with all buckets. */
  public Evidence after() {
    Evidence evidence = before;
    for (Bucket bucket : buckets) {
      evidence = evidence.fold(bucket);
    }
    return evidence;
  }

  /**
   * Judges after every bucket, so that it does not matter how many of them one tick happens to see:
   * the first regression decides, otherwise the last finding.
   */
  public Finding finding() {
    Evidence evidence = before;
    Finding finding = Verdict.judge(evidence, criteria);
    for (Bucket bucket : buckets) {
      if (finding instanceof Finding.Regression) {
        return finding;
      }
      evidence = evidence.fold(bucket);
      finding = Verdict.judge(evidence, criteria);
    }
    return finding;
  }
}
