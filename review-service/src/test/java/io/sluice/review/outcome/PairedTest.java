package io.sluice.review.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.suite.TestCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTest {
  /** P passed, F failed, E errored, - without a verdict. */
  private static List<EvaluationCase> cases(String outcomes) {
    List<EvaluationCase> cases = new ArrayList<>();
    for (int i = 0; i < outcomes.length(); i++) {
      CaseVerdict.State state =
          switch (outcomes.charAt(i)) {
            case 'P' -> CaseVerdict.State.PASSED;
            case 'F' -> CaseVerdict.State.FAILED;
            case 'E' -> CaseVerdict.State.ERRORED;
            default -> null;
          };
      cases.add(
          new EvaluationCase(
              i,
              new TestCase(
                  "case " + i,
                  List.of(),
                  JsonNodeFactory.instance.objectNode(),
                  JsonNodeFactory.instance.arrayNode()),
              null,
              state == null
                  ? null
                  : new EvaluationCase.Ending(
                      i + 1, new CaseVerdict(state, 0, ""), List.of(), Map.of(), Instant.EPOCH)));
    }
    return cases;
  }

  @Test
  void casesAreFixedBrokenOrUnchanged() {
    Paired paired = Paired.of(cases("PPFFEP-"), cases("PFFPPEP"));
    assertEquals(List.of("case 1", "case 5"), paired.fixed());
    assertEquals(List.of("case 3", "case 4"), paired.broken());
    assertEquals(2, paired.unchanged());
    assertEquals(1, paired.pValue());
  }

  /** Values of {@code binom.test(min(b, c), b + c)} in R. */
  @ParameterizedTest
  @CsvSource({
    "0,0,1",
    "1,0,1",
    "5,0,0.0625",
    "0,6,0.03125",
    "2,10,0.03857421875",
    "10,2,0.03857421875",
    "3,3,1",
    "0,20,1.9073486328125e-06",
    "15,30,0.035697803555194696",
  })
  void theTestIsExact(int one, int other, double p) {
    assertEquals(p, McNemar.pValue(one, other), 1e-8);
  }

  @Test
  void thousandsOfPairsAreNoProblem() {
    assertEquals(1, McNemar.pValue(1_000, 1_000), 1e-12);
    assertEquals(0, McNemar.pValue(0, 2_000), 1e-300);
  }
}
