package io.sluice.rollout.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rollout.verdict.Finding.Basis;
import io.sluice.rollout.verdict.Finding.Inconclusive.Why;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Criteria CRITERIA = criteria(Gate.EARLY, null);
  private static final Baseline BASELINE = new Baseline(800.0, 0.01, 5_000, 5_000);

  @Test
  void weightsAreTheWholeAndTheThresholdIsOneOverTheRolloutsShareOfAlpha() {
    double weights = 0;
    for (Metric metric : Metric.values()) {
      weights += metric.weight();
    }
    assertEquals(1, weights, 1e-12);
    assertEquals(Math.log(125), CRITERIA.lnRollback(), 1e-12);
  }

  @Test
  void nothingServedIsInconclusiveAndNothingIsDetectable() {
    var finding = inconclusive(start(), CRITERIA);
    assertEquals(Why.NOTHING_REPORTED, finding.why());
    assertNull(finding.detectable());
    assertTrue(finding.inWords().contains("Too few calls"));
  }

  @Test
  void failingCandidateIsARegressionInWordsAndNumbers() {
    Evidence evidence = start().fold(bucket(Metric.ERROR, 1, 450, 5, 50, 25));
    var finding = assertInstanceOf(Finding.Regression.class, Verdict.judge(evidence, CRITERIA));
    assertEquals(Metric.ERROR, finding.metric());
    assertEquals("error-regression", finding.rule());
    assertTrue(finding.lnEvidence() >= CRITERIA.lnRollback());
    assertTrue(finding.inWords().contains("it failed 25 of 50 (50.0%), stable 5 of 450 (1.1%)"));
  }

  @Test
  void slowCandidateIsARegressionOfLatencyThoughItNeverFails() {
    Evidence evidence =
        start()
            .fold(bucket(Metric.ERROR, 1, 900, 0, 100, 0))
            .fold(bucket(Metric.LATENCY, 1, 900, 45, 100, 60));
    var finding = assertInstanceOf(Finding.Regression.class, Verdict.judge(evidence, CRITERIA));
    assertEquals("latency-regression", finding.rule());
    assertTrue(finding.inWords().contains("it was slow on 60 of 100"), finding.inWords());
  }

  @Test
  void evidenceOfAllMetricsIsAddedUpByWeight() {
    Evidence evidence =
        start()
            .fold(bucket(Metric.ERROR, 1, 900, 18, 100, 8))
            .fold(bucket(Metric.COST, 1, 900, 45, 100, 12));
    double expected =
        Math.log(
            0.4 * Math.exp(known(evidence, Metric.ERROR).lnRegression())
                + 0.1 * Math.exp(known(evidence, Metric.COST).lnRegression()));
    assertEquals(expected, Verdict.judge(evidence, CRITERIA).lnEvidence(), 1e-12);
  }

  @Test
  void oneSubjectThatAlwaysFailsCannotRollBackAlone() {
    assertInstanceOf(Finding.Inconclusive.class, Verdict.judge(rare(1, 1_000), CRITERIA));
  }

  @Test
  void threeBadEventsOfTwoSubjectsAreTheFloor() {
    assertTrue(known(rare(2, 2), Metric.ERROR).lnRegression() >= Math.log(5_000));
    assertInstanceOf(Finding.Inconclusive.class, Verdict.judge(rare(2, 2), CRITERIA));
    assertInstanceOf(Finding.Regression.class, Verdict.judge(rare(2, 3), CRITERIA));
  }

  private static Evidence rare(long subjects, long events) {
    return start()
        .fold(
            new Bucket(
                Metric.ERROR,
                1,
                arm(1_000_000, 0, 0, 0, 0, 0),
                arm(10, subjects, events, 0, 0, 0)));
  }

  @Test
  void outageOnBothArmsMovesNothing() {
    Evidence evidence = start();
    for (int second = 0; second < 100; second++) {
      evidence = evidence.fold(bucket(Metric.ERROR, second, 90, 27, 10, 3));
    }
    double lnE = known(evidence, Metric.ERROR).lnRegression();
    assertTrue(lnE < 0, "ln E is " + lnE);
  }

  @Test
  void rareErrorsPassByTheAbsoluteMargin() {
    var finding = healthy(start().fold(bucket(Metric.ERROR, 1, 9_000, 0, 1_000, 0)), CRITERIA);
    assertEquals("error-rate-below-margin", finding.rule());
  }

  @Test
  void sameRateWithEnoughDataPassesByTheRatioAndIsHarderAtTheLateGate() {
    Evidence evidence = sameRate(Metric.ERROR);
    assertEquals("error-ratio-below-margin", healthy(evidence, CRITERIA).rule());
    assertEquals(Why.UNDECIDED, inconclusive(evidence, criteria(Gate.LATE, null)).why());
  }

  @Test
  void everyMetricWithDataHasToBeHealthy() {
    Evidence errors = sameRate(Metric.ERROR);
    Evidence both = errors.fold(bucket(Metric.LATENCY, 100, 90, 5, 10, 1));
    var finding = inconclusive(both, CRITERIA);
    assertEquals(Metric.LATENCY, finding.metric());
    assertTrue(finding.inWords().startsWith("Not decided yet, held by latency"));
  }

  @Test
  void whereEverythingBecameFasterHardlyAnySlowCallIsEnough() {
    Evidence evidence = sameRate(Metric.ERROR);
    for (int second = 0; second < 60; second++) {
      evidence = evidence.fold(bucket(Metric.LATENCY, second, 90, 0, 10, 0));
    }
    healthy(evidence, CRITERIA);
  }

  @Test
  void feedbackHasWiderMargins() {
    assertEquals(3, Margins.DEFAULT.of(Metric.FEEDBACK, Gate.EARLY));
    assertEquals(2, Margins.DEFAULT.of(Metric.FEEDBACK, Gate.LATE));
    assertEquals(2, Margins.DEFAULT.of(Metric.COST, Gate.EARLY));
    assertEquals(1.3, Margins.DEFAULT.of(Metric.ERROR, Gate.LATE));
  }

  @Test
  void metricWithoutABaselineHoldsNothingUp() {
    Evidence evidence = Evidence.start(Baseline.NONE.metrics(), Margins.DEFAULT);
    assertEquals(Set.of(Metric.ERROR, Metric.FEEDBACK), evidence.metrics().keySet());
    Evidence ignored = evidence.fold(bucket(Metric.LATENCY, 1, 90, 0, 10, 10));
    assertEquals(evidence, ignored);
  }

  @Test
  void callIsSlowByTheFrozenBaselineAndTheCandidateHasATenthMore() {
    assertTrue(BASELINE.isSlow(801, false));
    assertTrue(!BASELINE.isSlow(880, true) && BASELINE.isSlow(881, true));
    assertTrue(BASELINE.isDear(0.0101, false) && !BASELINE.isDear(0.0109, true));
    assertTrue(!Baseline.NONE.isSlow(1_000_000, true) && !Baseline.NONE.isDear(9, true));
  }

  @Test
  void ceilingRollsBackWhatTheRatioDoesNot() {
    Evidence evidence = start();
    for (int second = 0; second < 30; second++) {
      evidence = evidence.fold(bucket(Metric.ERROR, second, 5, 0, 10, 2));
    }
    Evidence onlyCandidate =
        new Evidence(
            Map.of(
                Metric.ERROR,
                new MetricEvidence(
                    known(start(), Metric.ERROR).likelihood(),
                    Tally.NONE,
                    evidence.candidate(Metric.ERROR))),
            null);
    var finding =
        assertInstanceOf(
            Finding.Regression.class, Verdict.judge(onlyCandidate, criteria(Gate.EARLY, 0.05)));
    assertEquals(Basis.CEILING, finding.basis());
    assertTrue(finding.inWords().contains("where the ceiling is 5.0%"), finding.inWords());
  }

  @Test
  void ceilingThatBothBreakHoldsInstead() {
    Evidence evidence = start();
    for (int second = 0; second < 40; second++) {
      evidence = evidence.fold(bucket(Metric.ERROR, second, 90, 27, 10, 3));
    }
    var finding =
        assertInstanceOf(
            Finding.SharedCause.class, Verdict.judge(evidence, criteria(Gate.EARLY, 0.05)));
    assertEquals("ceiling-breaks-on-both", finding.rule());
    assertTrue(finding.inWords().startsWith("Held, not rolled back"), finding.inWords());
  }

  @Test
  void inconclusiveSaysWhatWouldHaveBeenDetectedAndMoreDataDetectsLess() {
    Detectable few = detectable(start().fold(bucket(Metric.ERROR, 1, 900, 18, 100, 2)));
    Detectable many = detectable(start().fold(bucket(Metric.ERROR, 1, 3_600, 72, 400, 8)));
    assertTrue(few.rate() > many.rate() && many.rate() > 0.02, few + " and " + many);
    assertTrue(few.rate() < 0.5, "at 100 calls an error on every second one is detected: " + few);
    assertTrue(few.oddsRatio() > few.riskRatio() && few.riskRatio() > 1);
  }

  @Test
  void whatIsSaidToBeDetectableIsDetectedWhenItHappens() {
    Detectable smallest = detectable(start().fold(bucket(Metric.ERROR, 1, 900, 18, 100, 2)));
    long bad = (long) Math.ceil(smallest.rate() * 100) + 2;
    Evidence evidence = start();
    for (int second = 0; second < 10; second++) {
      long now = bad * (second + 1) / 10 - bad * second / 10;
      evidence = evidence.fold(bucket(Metric.ERROR, second, 90, second % 5 < 4 ? 2 : 1, 10, now));
    }
    assertInstanceOf(Finding.Regression.class, Verdict.judge(evidence, CRITERIA));
  }

  @Test
  void lateBadEventsCountInTheirBucketOnce() {
    Evidence early =
        start().fold(new Bucket(Metric.ERROR, 7, arm(90, 1, 1, 0, 0, 0), arm(10, 1, 1, 0, 0, 0)));
    Evidence late =
        early.fold(new Bucket(Metric.ERROR, 7, arm(90, 1, 1, 90, 1, 1), arm(10, 3, 3, 10, 1, 1)));
    assertEquals(new Tally(90, 1, 1, 90), late.stable(Metric.ERROR));
    assertEquals(new Tally(10, 3, 3, 10), late.candidate(Metric.ERROR));
    assertTrue(
        known(late, Metric.ERROR).lnRegression() > known(early, Metric.ERROR).lnRegression());
  }

  @Test
  void badUnitsWhoseServedCountWasLostSayNothing() {
    Evidence evidence =
        start().fold(new Bucket(Metric.ERROR, 1, arm(0, 0, 0, 0, 0, 0), arm(0, 5, 5, 0, 0, 0)));
    assertEquals(0, known(evidence, Metric.ERROR).lnRegression(), 1e-12);
  }

  @Test
  void missingOutcomesNeverPromote() {
    Evidence evidence = start().fold(reported(90_000, 90_000, 10_000, 4_000));
    var finding = inconclusive(evidence, CRITERIA);
    assertEquals(Why.OUTCOMES_MISSING, finding.why());
    assertTrue(finding.inWords().contains("4000 reported for 10000 calls"), finding.inWords());
    assertEquals(
        Why.OUTCOMES_MISSING, inconclusive(start().fold(reported(0, 0, 50, 0)), CRITERIA).why());
  }

  @Test
  void outcomesThatStayAwayInTheWatchAreCountedInTheWatch() {
    Bucket silent =
        new Bucket(
            Metric.ERROR,
            2,
            new ArmBucket(new Tally(1_000, 0, 0, 1_000), Tally.NONE),
            new ArmBucket(new Tally(20_000, 0, 0, 200), Tally.NONE));
    Evidence watch = start().fold(reported(90_000, 90_000, 100_000, 99_000)).startWatch();
    var finding = inconclusive(watch.fold(silent), CRITERIA);
    assertEquals(Why.OUTCOMES_MISSING, finding.why());
    assertTrue(
        finding.inWords().contains("200 reported for 20000 calls on the candidate since all gates"),
        finding.inWords());
  }

  @Test
  void watchThatNobodyCallsShowsNothing() {
    Evidence watch = start().fold(bucket(Metric.ERROR, 1, 20_000, 200, 5_000, 50)).startWatch();
    var finding = inconclusive(watch, CRITERIA);
    assertEquals(Why.NOTHING_REPORTED, finding.why());
    assertTrue(finding.holdsWatch());
    assertTrue(finding.inWords().contains("nobody has called it since"), finding.inWords());
  }

  @Test
  void watchRollsBackAgainstTheFrozenBaselineWhenTheHoldBackIsFine() {
    Evidence watch =
        start()
            .fold(bucket(Metric.ERROR, 1, 20_000, 200, 5_000, 50))
            .startWatch()
            .fold(bucket(Metric.ERROR, 2, 500, 5, 0, 0))
            .fold(bucket(Metric.ERROR, 3, 0, 0, 1_000, 100));
    var finding = assertInstanceOf(Finding.Regression.class, Verdict.judge(watch, CRITERIA));
    assertEquals(Basis.BASELINE, finding.basis());
    assertEquals("error-above-baseline", finding.rule());
    assertTrue(finding.inWords().contains("before that stable 200 of 20000"), finding.inWords());
  }

  @Test
  void watchHoldsWhenTheHoldBackBreaksTheSameBound() {
    Evidence watch =
        start()
            .fold(bucket(Metric.ERROR, 1, 20_000, 200, 5_000, 50))
            .startWatch()
            .fold(bucket(Metric.ERROR, 2, 50, 15, 0, 0))
            .fold(bucket(Metric.ERROR, 3, 0, 0, 1_000, 300));
    assertInstanceOf(Finding.SharedCause.class, Verdict.judge(watch, CRITERIA));
  }

  @Test
  void watchAsksTheHoldBackFirstUnlessThereIsNone() {
    Evidence watch =
        start()
            .fold(bucket(Metric.ERROR, 1, 20_000, 200, 5_000, 50))
            .startWatch()
            .fold(bucket(Metric.ERROR, 2, 0, 0, 40, 12));
    var finding = inconclusive(watch, CRITERIA);
    assertEquals(Why.ASKING_HOLD_BACK, finding.why());
    assertTrue(finding.holdsWatch());
    Criteria withoutHoldBack = new Criteria(0.01, Margins.DEFAULT, Gate.LATE, 0.005, null, false);
    assertInstanceOf(Finding.Regression.class, Verdict.judge(watch, withoutHoldBack));
  }

  @Test
  void judgingAJudgementAgainGivesTheSame() {
    Judgement judgement =
        new Judgement(
            sameRate(Metric.ERROR),
            List.of(
                bucket(Metric.ERROR, 200, 90, 2, 10, 9),
                bucket(Metric.ERROR, 201, 90, 2, 10, 10),
                bucket(Metric.ERROR, 202, 90, 2, 10, 0)),
            CRITERIA);
    assertEquals(judgement.finding(), judgement.finding());
    assertEquals(judgement.after(), judgement.after());
  }

  private static Detectable detectable(Evidence evidence) {
    Detectable detectable = inconclusive(evidence, CRITERIA).detectable();
    assertNotNull(detectable);
    return detectable;
  }

  private static Evidence sameRate(Metric metric) {
    Evidence evidence = start();
    for (int second = 0; second < 60; second++) {
      evidence = evidence.fold(bucket(metric, second, 90, 9, 10, 1));
    }
    return evidence;
  }

  private static Finding.Inconclusive inconclusive(Evidence evidence, Criteria criteria) {
    return assertInstanceOf(Finding.Inconclusive.class, Verdict.judge(evidence, criteria));
  }

  private static Finding.Healthy healthy(Evidence evidence, Criteria criteria) {
    return assertInstanceOf(Finding.Healthy.class, Verdict.judge(evidence, criteria));
  }

  private static Evidence start() {
    return Evidence.start(BASELINE.metrics(), Margins.DEFAULT);
  }

  private static MetricEvidence known(Evidence evidence, Metric metric) {
    MetricEvidence known = evidence.metrics().get(metric);
    assertNotNull(known);
    return known;
  }

  private static Criteria criteria(Gate gate, Double ceiling) {
    return new Criteria(0.01, Margins.DEFAULT, gate, 0.005, ceiling, true);
  }

  private static Bucket bucket(
      Metric metric, long second, long stable, long stableBad, long candidate, long bad) {
    return new Bucket(
        metric,
        second,
        arm(stable, stableBad, stableBad, 0, 0, 0),
        arm(candidate, bad, bad, 0, 0, 0));
  }

  private static Bucket reported(
      long stable, long stableReported, long candidate, long candidateReported) {
    return new Bucket(
        Metric.ERROR,
        1,
        new ArmBucket(new Tally(stable, 0, 0, stableReported), Tally.NONE),
        new ArmBucket(new Tally(candidate, 0, 0, candidateReported), Tally.NONE));
  }

  private static ArmBucket arm(
      long served, long bad, long badEvents, long foldedServed, long foldedBad, long foldedEvents) {
    return new ArmBucket(
        new Tally(served, bad, badEvents, served),
        new Tally(foldedServed, foldedBad, foldedEvents, foldedServed));
  }
}
