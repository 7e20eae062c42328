package io.sluice.review.evaluation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call is for. Each is made once for each case. */
public sealed interface Purpose {
  /** The case's own answer. */
  record Answer() implements Purpose {}

  /** Similarity for an assertion, by its place. */
  record Similarity(int assertion) implements Purpose {}

  /** A vote on an assertion's rubric. */
  record RubricVote(int assertion, int judge) implements Purpose {}

  /** A vote on the dimensions. */
  record ScoreVote(int judge) implements Purpose {}

  /** Text in the database. */
  default String text() {
    return switch (this) {
      case Answer answer -> "answer";
      case Similarity(int assertion) -> "similar:" + assertion;
      case RubricVote(int assertion, int judge) -> "rubric:" + assertion + ":" + judge;
      case ScoreVote(int judge) -> "score:" + judge;
    };
  }

  /**
   * Reads the text in the database.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  static Purpose of(String text) {
    Matcher parts = Pattern.compile("([a-z]+)(?::(\\d+))?(?::(\\d+))?").matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    return switch (parts.group(1)) {
      case "answer" -> new Answer();
      case "similar" -> new Similarity(Integer.parseInt(parts.group(2)));
      case "rubric" ->
          new RubricVote(Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
      case "score" -> new ScoreVote(Integer.parseInt(parts.group(2)));
      default -> throw new IllegalArgumentException(text);
    };
  }
}
