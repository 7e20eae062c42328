package io.sluice.review.job;

import io.sluice.review.evaluation.Call;
import io.sluice.review.evaluation.CallPlan;
import io.sluice.review.evaluation.CaseStep;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evaluation.Purpose;
import io.sluice.review.suite.TestCase;
import io.sluice.review.suite.TestSuite;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suite with what its first calls may take. Counting tokens takes time, so this is made before
 * the transaction that stores it.
 */
public record PreparedSuite(List<Item> items) {
  public PreparedSuite {
    items = List.copyOf(items);
  }

  /**
   * One case.
   *
   * @param estimate of the first call; null when none is needed
   * @param ends how it ends without a call; null when one is needed
   */
  record Item(TestCase test, Call.@Nullable Estimate estimate, CaseStep.@Nullable Ends ends) {}

  /** Prepares the cases of a run. */
  public static PreparedSuite of(Evaluation run, TestSuite suite) {
    List<Item> items = new ArrayList<>();
    for (TestCase test : suite.cases()) {
      EvaluationCase on = new EvaluationCase(items.size(), test, null, null);
      items.add(
          CaseStep.of(run, on, List.of()) instanceof CaseStep.Ends ends
              ? new Item(test, null, ends)
              : new Item(test, CallPlan.of(run, on, new Purpose.Answer()).estimate(run), null));
    }
    return new PreparedSuite(items);
  }

  /** Most that the answers of all cases may cost; judges come on top. */
  public BigDecimal ceilingUsd() {
    BigDecimal sum = BigDecimal.ZERO;
    for (Item item : items) {
      sum = item.estimate() == null ? sum : sum.add(item.estimate().costUsd());
    }
    return sum;
  }
}
