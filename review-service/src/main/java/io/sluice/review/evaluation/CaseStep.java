package io.sluice.review.evaluation;

import io.sluice.review.assertion.Assertion;
import io.sluice.review.assertion.AssertionResult;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.assertion.Checks;
import io.sluice.review.assertion.Opinion;
import io.sluice.review.assertion.Output;
import io.sluice.review.judge.Panel;
import io.sluice.review.judge.Vote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a case needs next: a function of its calls and what came of them. */
public sealed interface CaseStep {
  /** These calls are missing. */
  record Needs(List<Purpose> calls) implements CaseStep {}

  /** Calls are under way. */
  record Waits() implements CaseStep {}

  /** Everything is known. */
  record Ends(CaseVerdict verdict, List<AssertionResult> results, Map<String, Double> scores)
      implements CaseStep {}

  /** The step of a case, given all of its calls. */
  static CaseStep of(Evaluation run, EvaluationCase on, List<Call> calls) {
    Optional<String> objection = run.content().objection(on.test().texts());
    if (objection.isPresent()) {
      return unanswered(objection.get());
    }
    Map<Purpose, Call> made = new LinkedHashMap<>();
    calls.forEach(call -> made.put(call.purpose(), call));
    Call answer = made.get(new Purpose.Answer());
    if (answer == null) {
      return new Needs(List.of(new Purpose.Answer()));
    }
    Call.Result result = answer.result();
    if (result == null) {
      return new Waits();
    }
    if (result.text() == null) {
      return unanswered(String.valueOf(result.failure()));
    }
    List<Assertion> assertions = Assertion.listOf(on.test().assertions());
    List<Purpose> missing =
        wanted(run, assertions).stream().filter(purpose -> !made.containsKey(purpose)).toList();
    if (!missing.isEmpty()) {
      return new Needs(missing);
    }
    boolean waits = made.values().stream().anyMatch(call -> call.result() == null);
    return waits ? new Waits() : ends(run, on, assertions, made);
  }

  private static List<Purpose> wanted(Evaluation run, List<Assertion> assertions) {
    List<Purpose> wanted = new ArrayList<>();
    for (int i = 0; i < assertions.size(); i++) {
      if (assertions.get(i).text().isEmpty()) {
        continue; // it is errored, whatever anybody thinks of the output
      }
      if (assertions.get(i).needsEmbedding() && run.options().embedding() != null) {
        wanted.add(new Purpose.Similarity(i));
      }
      if (assertions.get(i).needsJudge() && run.options().judge() != null) {
        for (int judge = 0; judge < Panel.VOTES; judge++) {
          wanted.add(new Purpose.RubricVote(i, judge));
        }
      }
    }
    if (!run.options().dimensions().isEmpty()) {
      for (int judge = 0; judge < Panel.VOTES; judge++) {
        wanted.add(new Purpose.ScoreVote(judge));
      }
    }
    return wanted;
  }

  private static CaseStep ends(
      Evaluation run, EvaluationCase on, List<Assertion> assertions, Map<Purpose, Call> made) {
    EvaluationCase.Answer answer = Objects.requireNonNull(on.answer(), "an answered case");
    Output output =
        new Output(
            answer.text(), answer.latencyMs(), answer.costUsd(), run.content().outputSchema());
    List<AssertionResult> results = new ArrayList<>();
    for (int i = 0; i < assertions.size(); i++) {
      results.add(
          Checks.check(assertions.get(i), output, opinion(run, assertions.get(i), i, made)));
    }
    List<Vote.Scores> votes =
        judges(judge -> new Purpose.ScoreVote(judge), made)
            .flatMap(text -> Vote.scores(text, run.options().dimensions()).stream())
            .toList();
    // Fewer than all votes are no score: a median of what happened to come is not what was asked.
    Map<String, Double> scores = votes.size() == Panel.VOTES ? Panel.medians(votes) : Map.of();
    return new Ends(CaseVerdict.of(results), results, scores);
  }

  private static @Nullable Opinion opinion(
      Evaluation run, Assertion assertion, int index, Map<Purpose, Call> made) {
    if (assertion.needsEmbedding()) {
      if (run.options().embedding() == null) {
        return new Opinion.None("No model for embeddings is configured.");
      }
      Call call = made.get(new Purpose.Similarity(index));
      Call.Result result = call == null ? null : call.result();
      return result == null || result.text() == null
          ? new Opinion.None(result == null ? "Not asked." : String.valueOf(result.failure()))
          : new Opinion.Similarity(Double.parseDouble(result.text()));
    }
    if (assertion.needsJudge()) {
      return run.options().judge() == null
          ? new Opinion.None("No judge is configured.")
          : Panel.grade(
              judges(judge -> new Purpose.RubricVote(index, judge), made)
                  .flatMap(text -> Vote.rubric(text).stream())
                  .toList());
    }
    return null;
  }

  private static Stream<String> judges(IntFunction<Purpose> purpose, Map<Purpose, Call> made) {
    return Stream.iterate(0, judge -> judge < Panel.VOTES, judge -> judge + 1)
        .map(judge -> made.get(purpose.apply(judge)))
        .flatMap(call -> call == null ? Stream.empty() : Stream.ofNullable(call.result()))
        .flatMap(result -> Stream.ofNullable(result.text()));
  }

  private static CaseStep unanswered(String why) {
    return new Ends(CaseVerdict.withoutAnswer(why), List.of(), Map.of());
  }
}
