package io.sluice.rollout.verdict.eprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RiskSetTest {
  @Test
  void generatingFunctionIsTheHandComputedSum() {
    // 2 bad of 3 candidates and 2 stable: h(0)=1/10, h(1)=6/10, h(2)=3/10.
    double[] ln = new RiskSet(3, 2, 2, 1).lnGenerating(new double[] {Math.log(1), Math.log(5)});
    assertEquals(0, ln[0], 1e-15);
    assertEquals(Math.log(0.1 + 0.6 * 5 + 0.3 * 25), ln[1], 1e-14);
  }

  @Test
  void itStaysExactWhereBinomialsWouldOverflow() {
    double[] ln =
        new RiskSet(2_000_000, 2_000_000, 3_000, 1_500)
            .lnGenerating(new double[] {0, Math.log(400)});
    assertEquals(0, ln[0], 1e-12);
    // Nearly independent draws of a half, so nearly (1 + 399/2)^3000.
    assertEquals(3_000 * Math.log(200.5), ln[1], 2.0);
  }

  @Test
  void everyUnitBadLeavesNothingToChance() {
    double[] ln = new RiskSet(4, 6, 10, 4).lnGenerating(new double[] {Math.log(3)});
    assertEquals(4 * Math.log(3), ln[0], 1e-12);
  }

  @Test
  void moreBadThanAtRiskIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RiskSet(1, 10, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> new RiskSet(10, 1, 2, 0));
  }
}
