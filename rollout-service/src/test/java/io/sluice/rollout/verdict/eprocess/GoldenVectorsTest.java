package io.sluice.rollout.verdict.eprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Computed independently: 200 buckets in sequence, nothing at risk removed between them; bounds.
 */
class GoldenVectorsTest {
  private static final double TOLERANCE = 1e-9;

  @Test
  void regressionPromotionAndCeilingAgree() throws IOException {
    OddsRatioTest strict = OddsRatioTest.regression(1);
    OddsRatioTest lenient = OddsRatioTest.regression(1.25);
    OddsRatioTest promotion = OddsRatioTest.promotion(2);
    RateTest ceiling = RateTest.above(0.1);
    Likelihood strictSeen = Likelihood.start(strict.ratios());
    Likelihood lenientSeen = Likelihood.start(lenient.ratios());
    Likelihood promotionSeen = Likelihood.start(promotion.ratios());
    long bad = 0;
    long good = 0;
    int rows = 0;
    for (String line : lines("/eprocess-golden.csv")) {
      String[] cells = line.split(",");
      long candidateBad = Long.parseLong(cells[0]);
      long candidates = Long.parseLong(cells[1]);
      RiskSet bucket =
          new RiskSet(candidates, Long.parseLong(cells[2]), Long.parseLong(cells[3]), candidateBad);
      strictSeen = strictSeen.fold(bucket);
      lenientSeen = lenientSeen.fold(bucket);
      promotionSeen = promotionSeen.fold(bucket);
      bad += candidateBad;
      good += candidates - candidateBad;
      assertEquals(number(cells[4]), strict.lnEvidence(strictSeen), TOLERANCE, line);
      assertEquals(number(cells[5]), lenient.lnEvidence(lenientSeen), TOLERANCE, line);
      assertEquals(number(cells[6]), promotion.lnEvidence(promotionSeen), TOLERANCE, line);
      assertEquals(number(cells[7]), ceiling.lnEvidence(bad, good), TOLERANCE, line);
      rows++;
    }
    assertEquals(200, rows);
  }

  @Test
  void boundOfTheWatchAgrees() throws IOException {
    int rows = 0;
    for (String line : lines("/watch-golden.csv")) {
      String[] cells = line.split(",");
      double bound =
          UpperBound.of(Long.parseLong(cells[0]), Long.parseLong(cells[1]), number(cells[2]));
      assertEquals(number(cells[3]), bound, TOLERANCE, line);
      rows++;
    }
    assertEquals(6, rows);
  }

  @Test
  void boundOfTooLittleIsOne() {
    assertEquals(1, UpperBound.of(0, 0, 0.005));
    assertEquals(1, UpperBound.of(5, 5, 0.005));
    assertThrows(IllegalArgumentException.class, () -> UpperBound.of(6, 5, 0.005));
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static List<String> lines(String name) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(GoldenVectorsTest.class.getResourceAsStream(name)),
                StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).toList();
    }
  }
}
