package io.sluice.review.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.review.model.ModelAnswer;
import io.sluice.review.model.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final List<String> DIMENSIONS = List.of("clarity");
  private static final ModelAnswer.Answered HELLO =
      new ModelAnswer.Answered("hello", new Usage(1, 1, false), 5);

  private static Call call(Purpose purpose, int tries, int throttles) {
    return new Call(1, 0, purpose, tries, throttles, new Call.Estimate(10, BigDecimal.ONE), null);
  }

  private static CallStep after(int tries, int throttles, ModelAnswer answer) {
    return CallStep.after(call(new Purpose.Answer(), tries, throttles), answer, DIMENSIONS, 0);
  }

  @Test
  void anAnswerEndsACall() {
    assertEquals(new CallStep.Done(HELLO), after(0, 0, HELLO));
  }

  @Test
  void failuresAreTriedAgainAndThenGivenUp() {
    ModelAnswer failed = new ModelAnswer.Failed("Sorry.");
    for (int tries = 0; tries < CallStep.MAX_TRIES - 1; tries++) {
      assertInstanceOf(CallStep.Again.class, after(tries, 0, failed));
    }
    CallStep last = after(CallStep.MAX_TRIES - 1, 0, failed);
    assertEquals(new CallStep.GivenUp("Sorry. Given up after 5 tries.", null, false), last);
  }

  @Test
  void whatMayBePaidIsSaidWhetherItIsTriedAgainOrNot() {
    ModelAnswer lost = new ModelAnswer.Lost("Silence.");
    assertTrue(assertInstanceOf(CallStep.Again.class, after(0, 0, lost)).isLost());
    assertTrue(assertInstanceOf(CallStep.GivenUp.class, after(4, 0, lost)).isLost());
  }

  @Test
  void beingTooFastIsNoTry() {
    CallStep.Again again =
        assertInstanceOf(
            CallStep.Again.class, after(4, 7, new ModelAnswer.Throttled(Duration.ofSeconds(9))));
    assertTrue(again.throttled());
    assertEquals(Duration.ofSeconds(9), again.after());
    assertInstanceOf(
        CallStep.GivenUp.class,
        after(0, CallStep.MAX_THROTTLES - 1, new ModelAnswer.Throttled(null)));
  }

  @Test
  void aRefusalIsNotArguedWith() {
    assertEquals(
        new CallStep.GivenUp("No.", null, false), after(0, 0, new ModelAnswer.Refused("No.")));
  }

  @Test
  void aVoteThatCannotBeReadIsPaidAndAskedForAgain() {
    CallStep step = CallStep.after(call(new Purpose.ScoreVote(0), 0, 0), HELLO, DIMENSIONS, 0);
    assertEquals(HELLO, assertInstanceOf(CallStep.Again.class, step).paid());
    ModelAnswer.Answered vote =
        new ModelAnswer.Answered("{\"clarity\": 7}", new Usage(1, 1, false), 5);
    assertEquals(
        new CallStep.Done(vote),
        CallStep.after(call(new Purpose.ScoreVote(0), 0, 0), vote, DIMENSIONS, 0));
  }

  @Test
  void purposesSurviveTheDatabase() {
    for (Purpose purpose :
        List.of(
            new Purpose.Answer(),
            new Purpose.Similarity(3),
            new Purpose.RubricVote(12, 2),
            new Purpose.ScoreVote(1))) {
      assertEquals(purpose, Purpose.of(purpose.text()));
    }
  }
}
