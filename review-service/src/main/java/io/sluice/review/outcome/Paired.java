package io.sluice.review.outcome;

import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.evaluation.EvaluationCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same cases on two versions. Cases that got no verdict on either side are in none of the
 * lists.
 *
 * @param fixed names of cases that are met here and were not there
 * @param broken names of cases that were met there and are not here
 * @param unchanged how many came out the same
 * @param pValue two-sided, that neither is better; see {@link McNemar}
 */
public record Paired(List<String> fixed, List<String> broken, int unchanged, double pValue) {
  public Paired {
    fixed = List.copyOf(fixed);
    broken = List.copyOf(broken);
  }

  /** Compares case by case, by position. */
  public static Paired of(List<EvaluationCase> candidate, List<EvaluationCase> baseline) {
    Map<Integer, EvaluationCase> before = new HashMap<>();
    baseline.forEach(on -> before.put(on.position(), on));
    List<String> fixed = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    int unchanged = 0;
    for (EvaluationCase on : candidate) {
      EvaluationCase then = before.get(on.position());
      if (then == null || then.ending() == null || on.ending() == null) {
        continue;
      }
      boolean isMet = isMet(on.ending());
      if (isMet == isMet(then.ending())) {
        unchanged++;
      } else {
        (isMet ? fixed : broken).add(on.test().name());
      }
    }
    return new Paired(fixed, broken, unchanged, McNemar.pValue(fixed.size(), broken.size()));
  }

  private static boolean isMet(EvaluationCase.Ending ending) {
    return ending.verdict().state() == CaseVerdict.State.PASSED;
  }
}
