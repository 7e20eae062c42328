package io.sluice.review.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.review.assertion.Assertion;
import io.sluice.review.judge.JudgePrompt;
import io.sluice.review.model.Message;
import io.sluice.review.model.ModelCall;
import io.sluice.review.model.Price;
import io.sluice.review.model.Tokens;
import io.sluice.review.model.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is sent for a purpose: a function of the run and the case, the same at every try. */
public sealed interface CallPlan {
  /** Ceiling of a judge's answer. */
  int JUDGE_TOKENS = 400;

  /** A message is asked for. */
  record Chat(ModelCall call) implements CallPlan {}

  /** Two texts are compared by their embeddings. */
  record Compare(String model, String one, String other) implements CallPlan {}

  /** The model that is asked. */
  default String model() {
    return switch (this) {
      case Chat(ModelCall call) -> call.model();
      case Compare compare -> compare.model();
    };
  }

  /**
   * Plans a call.
   *
   * @throws IllegalStateException when a judge, an embedding or the answer is needed and not there;
   *     {@link CaseStep} asks for no such call
   */
  static CallPlan of(Evaluation run, EvaluationCase on, Purpose purpose) {
    List<Message> task = run.content().messages(on.test().texts());
    return switch (purpose) {
      case Purpose.Answer answer ->
          new Chat(
              new ModelCall(
                  run.content().model(),
                  task,
                  run.content().parameters(),
                  run.options().maxOutputTokens()));
      case Purpose.Similarity(int assertion) ->
          new Compare(
              required(run.options().embedding()), assertion(on, assertion).text(), output(on));
      case Purpose.RubricVote(int assertion, int judge) ->
          judged(run, JudgePrompt.forRubric(task, output(on), assertion(on, assertion).text()));
      case Purpose.ScoreVote vote ->
          judged(run, JudgePrompt.forDimensions(task, output(on), run.options().dimensions()));
    };
  }

  /** Most that one try may take. */
  default Call.Estimate estimate(Evaluation run) {
    Usage most =
        switch (this) {
          case Chat(ModelCall call) ->
              new Usage(Tokens.of(call.model(), call.messages()), call.maxOutputTokens(), true);
          case Compare compare ->
              new Usage(
                  Tokens.of(compare.model(), compare.one())
                      + Tokens.of(compare.model(), compare.other()),
                  0,
                  true);
        };
    Price price = run.options().prices().get(model());
    return new Call.Estimate(most.total(), price == null ? BigDecimal.ZERO : price.of(most));
  }

  private static CallPlan judged(Evaluation run, List<Message> messages) {
    JsonNode parameters = JsonNodeFactory.instance.objectNode();
    return new Chat(
        new ModelCall(required(run.options().judge()), messages, parameters, JUDGE_TOKENS));
  }

  private static Assertion assertion(EvaluationCase on, int index) {
    return Assertion.of(on.test().assertions().path(index));
  }

  private static String output(EvaluationCase on) {
    EvaluationCase.Answer answer = on.answer();
    if (answer == null) {
      throw new IllegalStateException("Nothing to judge yet in case " + on.position());
    }
    return answer.text();
  }

  private static String required(@Nullable String model) {
    if (model == null) {
      throw new IllegalStateException("No model is configured for this");
    }
    return model;
  }
}
