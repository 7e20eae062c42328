package io.sluice.review.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.evaluation.EvaluationCase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case of a run.
 *
 * @param output what the model answered; absent before that, and when it never did
 * @param verdict {@code passed}, {@code failed} or {@code errored}; absent before the end
 * @param reason what is not met, or that everything is
 * @param judgeScores the judges' median by dimension, 0 to 10
 * @param costUsd what the answer cost, without judges; absent when the price is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseView(
    int position,
    String name,
    List<String> tags,
    JsonNode inputs,
    @Nullable String output,
    @Nullable String verdict,
    @Nullable Double score,
    @Nullable String reason,
    @Nullable List<AssertionView> assertions,
    @Nullable Map<String, Double> judgeScores,
    @Nullable Long latencyMs,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable BigDecimal costUsd,
    @Nullable Instant endedAt) {

  /** One assertion and how it came out. */
  public record AssertionView(
      String type, String state, double score, double weight, String reason) {}

  static CaseView of(EvaluationCase on) {
    EvaluationCase.Answer answer = on.answer();
    EvaluationCase.Ending ending = on.ending();
    return new CaseView(
        on.position(),
        on.test().name(),
        on.test().tags(),
        on.test().inputs(),
        answer == null ? null : answer.text(),
        ending == null ? null : ending.verdict().state().wireName(),
        ending == null ? null : ending.verdict().score(),
        ending == null ? null : ending.verdict().reason(),
        ending == null ? null : assertions(ending),
        ending == null || ending.scores().isEmpty() ? null : ending.scores(),
        answer == null ? null : answer.latencyMs(),
        answer == null ? null : answer.inputTokens(),
        answer == null ? null : answer.outputTokens(),
        answer == null || answer.costUsd() == null ? null : EvaluationView.plain(answer.costUsd()),
        ending == null ? null : ending.at());
  }

  private static List<AssertionView> assertions(EvaluationCase.Ending ending) {
    return ending.results().stream()
        .map(
            result ->
                new AssertionView(
                    result.type(),
                    result.state().wireName(),
                    result.score(),
                    result.weight(),
                    result.reason()))
        .toList();
  }
}
