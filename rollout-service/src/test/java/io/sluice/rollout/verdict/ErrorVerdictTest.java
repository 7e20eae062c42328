package io.sluice.rollout.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ErrorVerdictTest {
  private static final Criteria CRITERIA = new Criteria(0.01, Margin.WIDE, 0.005);

  @Test
  void thresholdIsOneOverAlphaForTheErrorMetricsShare() {
    assertEquals(Math.log(250), CRITERIA.lnRollback(), 1e-12);
  }

  @Test
  void nothingServedIsInconclusiveAndNothingIsDetectable() {
    var finding =
        assertInstanceOf(Finding.Inconclusive.class, ErrorVerdict.judge(Evidence.NONE, CRITERIA));
    assertNull(finding.detectableRate());
    assertTrue(finding.inWords().contains("Too few calls"));
  }

  @Test
  void failingCandidateIsARegressionInWordsAndNumbers() {
    Evidence evidence = Evidence.NONE.fold(bucket(1, 450, 5, 50, 25));
    var finding =
        assertInstanceOf(Finding.Regression.class, ErrorVerdict.judge(evidence, CRITERIA));
    assertTrue(finding.lnEvidence() >= CRITERIA.lnRollback());
    assertTrue(finding.inWords().contains("it failed 25 of 50 (50.0%), stable 5 of 450 (1.1%)"));
  }

  @Test
  void oneSubjectThatAlwaysFailsCannotRollBackAlone() {
    assertInstanceOf(Finding.Inconclusive.class, ErrorVerdict.judge(rare(1, 1_000), CRITERIA));
  }

  @Test
  void threeBadEventsOfTwoSubjectsAreTheFloor() {
    assertTrue(rare(2, 2).lnRegression() >= CRITERIA.lnRollback());
    assertInstanceOf(Finding.Inconclusive.class, ErrorVerdict.judge(rare(2, 2), CRITERIA));
    assertInstanceOf(Finding.Regression.class, ErrorVerdict.judge(rare(2, 3), CRITERIA));
  }

  private static Evidence rare(long subjects, long events) {
    return Evidence.NONE.fold(
        new Bucket(1, arm(1_000_000, 0, 0, 0, 0, 0), arm(10, subjects, events, 0, 0, 0)));
  }

  @Test
  void outageOnBothArmsMovesNothing() {
    Evidence evidence = Evidence.NONE;
    for (int second = 0; second < 100; second++) {
      evidence = evidence.fold(bucket(second, 90, 27, 10, 3));
    }
    assertTrue(evidence.lnRegression() < 0, "ln E is " + evidence.lnRegression());
  }

  @Test
  void rareErrorsPassByTheAbsoluteMargin() {
    Evidence evidence = Evidence.NONE.fold(bucket(1, 9_000, 0, 1_000, 0));
    var finding =
        assertInstanceOf(Finding.HealthyRate.class, ErrorVerdict.judge(evidence, CRITERIA));
    assertEquals(0.005, finding.absoluteMargin());
  }

  @Test
  void sameRateWithEnoughDataPassesByTheRatioAndIsHarderAtTheNarrowMargin() {
    Evidence evidence = Evidence.NONE;
    for (int second = 0; second < 60; second++) {
      evidence = evidence.fold(bucket(second, 90, 9, 10, 1));
    }
    assertInstanceOf(Finding.HealthyRatio.class, ErrorVerdict.judge(evidence, CRITERIA));
    assertInstanceOf(
        Finding.Inconclusive.class,
        ErrorVerdict.judge(evidence, new Criteria(0.01, Margin.NARROW, 0.005)));
  }

  @Test
  void inconclusiveSaysWhatWouldHaveBeenDetectedAndMoreDataDetectsLess() {
    double few = detectable(Evidence.NONE.fold(bucket(1, 900, 18, 100, 2)));
    double many = detectable(Evidence.NONE.fold(bucket(1, 3_600, 72, 400, 8)));
    assertTrue(few > many && many > 0.02, few + " and " + many);
    assertTrue(few < 0.5, "at 100 calls an error on every second one is detected: " + few);
  }

  @Test
  void lateBadEventsCountInTheirBucketOnce() {
    Evidence early =
        Evidence.NONE.fold(new Bucket(7, arm(90, 1, 1, 0, 0, 0), arm(10, 1, 1, 0, 0, 0)));
    Evidence late = early.fold(new Bucket(7, arm(90, 1, 1, 90, 1, 1), arm(10, 3, 3, 10, 1, 1)));
    assertEquals(new Tally(90, 1, 1, 90), late.stable());
    assertEquals(new Tally(10, 3, 3, 10), late.candidate());
    assertTrue(late.lnRegression() > early.lnRegression());
  }

  @Test
  void badUnitsWhoseServedCountWasLostSayNothing() {
    Evidence evidence =
        Evidence.NONE.fold(new Bucket(1, arm(0, 0, 0, 0, 0, 0), arm(0, 5, 5, 0, 0, 0)));
    assertEquals(0, evidence.lnRegression(), 1e-12);
  }

  private static double detectable(Evidence evidence) {
    var finding =
        assertInstanceOf(Finding.Inconclusive.class, ErrorVerdict.judge(evidence, CRITERIA));
    assertNotNull(finding.detectableRate());
    return finding.detectableRate();
  }

  @Test
  void missingOutcomesNeverPromote() {
    Evidence evidence =
        Evidence.NONE.fold(
            new Bucket(
                1,
                new ArmBucket(new Tally(90_000, 0, 0, 90_000), Tally.NONE),
                new ArmBucket(new Tally(10_000, 0, 0, 4_000), Tally.NONE)));
    var finding =
        assertInstanceOf(Finding.Inconclusive.class, ErrorVerdict.judge(evidence, CRITERIA));
    assertTrue(finding.outcomesMissing());
    assertTrue(finding.inWords().contains("4000 reported for 10000 calls"), finding.inWords());
    Evidence silence =
        Evidence.NONE.fold(
            new Bucket(
                1,
                new ArmBucket(new Tally(90_000, 0, 0, 0), Tally.NONE),
                new ArmBucket(new Tally(10_000, 0, 0, 0), Tally.NONE)));
    assertInstanceOf(Finding.Inconclusive.class, ErrorVerdict.judge(silence, CRITERIA));
  }

  static Bucket bucket(long second, long stable, long stableBad, long candidate, long bad) {
    return new Bucket(
        second, arm(stable, stableBad, stableBad, 0, 0, 0), arm(candidate, bad, bad, 0, 0, 0));
  }

  private static ArmBucket arm(
      long served, long bad, long badEvents, long foldedServed, long foldedBad, long foldedEvents) {
    return new ArmBucket(
        new Tally(served, bad, badEvents, served),
        new Tally(foldedServed, foldedBad, foldedEvents, foldedServed));
  }
}
