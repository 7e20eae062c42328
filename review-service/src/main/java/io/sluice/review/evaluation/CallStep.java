package io.sluice.review.evaluation;

import io.sluice.review.judge.Vote;
import io.sluice.review.model.Backoff;
import io.sluice.review.model.ModelAnswer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do after a try of a call: a function of the call and of what came. */
public sealed interface CallStep {
  /** Tries that failed or got lost, after which a call is given up. */
  int MAX_TRIES = 5;

  /** "Too fast" after which a call is given up: hours, by the longest waits. */
  int MAX_THROTTLES = 100;

  /** It is over, with an answer. */
  record Done(ModelAnswer.Answered answer) implements CallStep {}

  /**
   * Send it again later.
   *
   * @param paid what this try took, when its answer was no use; null otherwise
   * @param isLost whether this try may have been paid without anybody knowing
   */
  record Again(
      Duration after, boolean throttled, ModelAnswer.@Nullable Answered paid, boolean isLost)
      implements CallStep {}

  /**
   * It is over, without an answer.
   *
   * @param paid and {@code isLost} as above
   */
  record GivenUp(String why, ModelAnswer.@Nullable Answered paid, boolean isLost)
      implements CallStep {}

  /**
   * The step after a try.
   *
   * @param call as it was before the try; this try is number {@code tries + 1}
   * @param dimensions that score votes have to name
   * @param random 0 to 1
   */
  static CallStep after(Call call, ModelAnswer answer, List<String> dimensions, double random) {
    int tries = call.tries() + 1;
    return switch (answer) {
      case ModelAnswer.Answered answered ->
          isUsable(call.purpose(), answered.text(), dimensions)
              ? new Done(answered)
              : retry(tries, "The judge's answer is not as asked.", answered, false, random);
      case ModelAnswer.Throttled(Duration asked) ->
          call.throttles() + 1 >= MAX_THROTTLES
              ? new GivenUp("The provider keeps saying that it is asked too often.", null, false)
              : new Again(Backoff.delay(call.throttles() + 1, asked, random), true, null, false);
      case ModelAnswer.Failed(String why) -> retry(tries, why, null, false, random);
      case ModelAnswer.Lost(String why) -> retry(tries, why, null, true, random);
      case ModelAnswer.Refused(String why) -> new GivenUp(why, null, false);
    };
  }

  private static CallStep retry(
      int tries, String why, ModelAnswer.@Nullable Answered paid, boolean isLost, double random) {
    return tries >= MAX_TRIES
        ? new GivenUp(why + " Given up after " + tries + " tries.", paid, isLost)
        : new Again(Backoff.delay(tries, null, random), false, paid, isLost);
  }

  private static boolean isUsable(Purpose purpose, String text, List<String> dimensions) {
    return switch (purpose) {
      case Purpose.Answer answer -> true;
      case Purpose.Similarity similarity -> true;
      case Purpose.RubricVote vote -> Vote.rubric(text).isPresent();
      case Purpose.ScoreVote vote -> Vote.scores(text, dimensions).isPresent();
    };
  }
}
