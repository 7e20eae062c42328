package io.sluice.rollout.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** 200 buckets in sequence, computed independently; nothing at risk is removed between them. */
class GoldenVectorsTest {
  private static final double TOLERANCE = 1e-9;

  @Test
  void regressionPromotionAndCeilingAgree() throws IOException {
    OddsRatioTest strict = OddsRatioTest.regression(1);
    OddsRatioTest lenient = OddsRatioTest.regression(1.25);
    OddsRatioTest promotion = OddsRatioTest.promotion(2);
    RateTest ceiling = RateTest.above(0.1);
    List<Double> strictProcess = strict.start();
    List<Double> lenientProcess = lenient.start();
    List<Double> promotionProcess = promotion.start();
    long bad = 0;
    long good = 0;
    int rows = 0;
    for (String line : lines()) {
      String[] cells = line.split(",");
      long candidateBad = Long.parseLong(cells[0]);
      long candidates = Long.parseLong(cells[1]);
      RiskSet bucket =
          new RiskSet(candidates, Long.parseLong(cells[2]), Long.parseLong(cells[3]), candidateBad);
      strictProcess = strict.fold(strictProcess, bucket);
      lenientProcess = lenient.fold(lenientProcess, bucket);
      promotionProcess = promotion.fold(promotionProcess, bucket);
      bad += candidateBad;
      good += candidates - candidateBad;
      assertEquals(number(cells[4]), strict.lnEvidence(strictProcess), TOLERANCE, line);
      assertEquals(number(cells[5]), lenient.lnEvidence(lenientProcess), TOLERANCE, line);
      assertEquals(number(cells[6]), promotion.lnEvidence(promotionProcess), TOLERANCE, line);
      assertEquals(number(cells[7]), ceiling.lnEvidence(bad, good), TOLERANCE, line);
      rows++;
    }
    assertEquals(200, rows);
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static List<String> lines() throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    GoldenVectorsTest.class.getResourceAsStream("/eprocess-golden.csv")),
                StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).toList();
    }
  }
}
