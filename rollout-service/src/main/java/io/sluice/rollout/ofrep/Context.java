package io.sluice.rollout.ofrep;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.problem.RolloutProblem;
import io.sluice.rollout.serving.ServingService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of an evaluation context that means something here.
 *
 * @param targetingKey whatever must see one version consistently, 1 to 512 characters
 * @param environment of which the versions are asked for
 * @param prompts the only ones that a bulk evaluation is about; null for all
 */
record Context(String targetingKey, String environment, @Nullable List<String> prompts) {
  /** Most prompts of one bulk evaluation. */
  static final int MAX_PROMPTS = 500;

  private static final String TARGETING_KEY = "targetingKey";
  private static final String ENVIRONMENT = "environment";
  private static final String PROMPTS = "prompts";
  private static final String DEFAULT_ENVIRONMENT = "production";

  /** Reads it; everything else in the context is the app's own business. */
  static Context of(Map<String, JsonNode> context) {
    String key = text(context, TARGETING_KEY);
    if (key == null || key.isEmpty()) {
      throw new ProblemException(
          RolloutProblem.TARGETING_KEY_MISSING,
          "Set the context's 'targetingKey' to what must see one version: a conversation, best.");
    }
    if (key.length() > ServingService.MAX_SUBJECT_CHARS) {
      throw invalid(
          "'targetingKey' has at most " + ServingService.MAX_SUBJECT_CHARS + " characters.");
    }
    String environment = text(context, ENVIRONMENT);
    return new Context(
        key, environment == null ? DEFAULT_ENVIRONMENT : environment, prompts(context));
  }

  static ProblemException invalid(String detail) {
    return new ProblemException(RolloutProblem.INVALID_CONTEXT, detail);
  }

  private static @Nullable String text(Map<String, JsonNode> context, String name) {
    JsonNode value = context.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid("The context's '" + name + "' is a text.");
    }
    return value.textValue();
  }

  private static @Nullable List<String> prompts(Map<String, JsonNode> context) {
    JsonNode value = context.get(PROMPTS);
    if (value == null || value.isNull()) {
      return null;
    }
    List<String> prompts = new ArrayList<>();
    value.forEach(id -> prompts.add(id.textValue()));
    if (!value.isArray() || prompts.contains(null) || prompts.size() > MAX_PROMPTS) {
      throw invalid("The context's 'prompts' is a list of at most " + MAX_PROMPTS + " ids.");
    }
    return prompts.stream().distinct().sorted().toList();
  }
}
