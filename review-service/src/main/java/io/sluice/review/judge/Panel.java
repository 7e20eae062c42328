package io.sluice.review.judge;

import io.sluice.review.assertion.Opinion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several votes come to. A single vote that is far off moves a median nowhere. */
public final class Panel {
  /** Votes on each question. */
  public static final int VOTES = 3;

  private Panel() {}

  /** The middle of the votes in each dimension. */
  public static Map<String, Double> medians(List<Vote.Scores> votes) {
    Map<String, List<Double>> byDimension = new LinkedHashMap<>();
    votes.forEach(
        vote ->
            vote.scores()
                .forEach(
                    (name, score) ->
                        byDimension.computeIfAbsent(name, unused -> new ArrayList<>()).add(score)));
    Map<String, Double> medians = new LinkedHashMap<>();
    byDimension.forEach((name, scores) -> medians.put(name, median(scores)));
    return medians;
  }

  /** Met when most say so; the score is the middle one, the reason that of a vote in its middle. */
  public static Opinion grade(List<Vote.Rubric> votes) {
    if (votes.size() < VOTES) {
      return new Opinion.None(
          "Only %d of %d judges gave a usable vote.".formatted(votes.size(), VOTES));
    }
    long met = votes.stream().filter(Vote.Rubric::pass).count();
    boolean isMet = met * 2 > votes.size();
    double score = median(votes.stream().map(Vote.Rubric::score).toList());
    String reason =
        votes.stream()
            .filter(vote -> vote.pass() == isMet)
            .map(Vote.Rubric::reason)
            .findFirst()
            .orElse("");
    return new Opinion.Grade(
        isMet, score, "%d of %d judges: met. %s".formatted(met, votes.size(), reason));
  }

  /**
   * The middle one in order; of an even number the lower of the two, so that it is always a score
   * that somebody gave.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static double median(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("No values");
    }
    return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
  }
}
