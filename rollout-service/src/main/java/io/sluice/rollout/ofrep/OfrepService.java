package io.sluice.rollout.ofrep;

import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.serving.Assignment;
import io.sluice.rollout.serving.Evaluation;
import io.sluice.rollout.serving.ServingService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts evaluations of the serving path in the words of OpenFeature. */
@ApplicationScoped
public class OfrepService {
  private static final String STATIC = "STATIC";
  private static final String SPLIT = "SPLIT";
  private static final String DISABLED = "DISABLED";
  private static final String ENVIRONMENT = "environment";

  private final ServingService serving;
  private final Clock clock;

  @Inject
  OfrepService(ServingService serving, Clock clock) {
    this.serving = serving;
    this.clock = clock;
  }

  /** One flag; a served call if there is a version. */
  FlagView evaluate(String app, String key, Context context) {
    Evaluation evaluation = serving.evaluate(context.environment(), key, context.targetingKey());
    return switch (evaluation) {
      case Assignment e -> evaluated(app, key, context, e);
      case Evaluation.Archived e -> archived(key, context, e.notice());
      case Evaluation.Quarantined e -> quarantined(key, context);
      case Evaluation.NotLive e -> throw ServingService.problem(e, context.environment(), key);
      case Evaluation.NotYet e -> throw ServingService.problem(e, context.environment(), key);
    };
  }

  /** All flags of an environment, or those that are asked for; nothing counts yet. */
  Bulk bulk(Context context) {
    List<String> all = serving.prompts(context.environment());
    if (all == null) {
      throw unreadable(context.environment());
    }
    List<String> asked = context.prompts() == null ? all : context.prompts();
    if (asked.size() > Context.MAX_PROMPTS) {
      throw Context.invalid(
          "%d prompts are in '%s'. Name at most %d that you use in the context's 'prompts'."
              .formatted(asked.size(), context.environment(), Context.MAX_PROMPTS));
    }
    return new Bulk(
        context,
        asked.stream()
            .map(
                key ->
                    new Bulk.Flag(
                        key, serving.evaluate(context.environment(), key, context.targetingKey())))
            .toList());
  }

  /** The tag of a bulk evaluation, today. */
  String etag(String app, Bulk bulk) {
    return bulk.etag(app, Duration.ofMillis(clock.millis()).toDays());
  }

  /** A bulk evaluation as it is sent: each version in it is a served call. */
  FlagsView decide(String app, Bulk bulk) {
    Context context = bulk.context();
    return new FlagsView(
        bulk.flags().stream().map(flag -> item(app, flag, context)).toList(),
        Map.of(ENVIRONMENT, context.environment()));
  }

  private FlagView item(String app, Bulk.Flag flag, Context context) {
    return switch (flag.evaluation()) {
      case Assignment e -> evaluated(app, flag.key(), context, e);
      case Evaluation.Archived e -> archived(flag.key(), context, e.notice());
      case Evaluation.Quarantined e -> quarantined(flag.key(), context);
      case Evaluation.NotLive e -> missing(flag.key(), context, e);
      case Evaluation.NotYet e -> missing(flag.key(), context, e);
    };
  }

  private ProblemException unreadable(String environment) {
    return serving.follows(environment)
        ? ServingService.problem(new Evaluation.NotYet(), environment, "")
        : Context.invalid("There is no environment '" + environment + "' here.");
  }

  private FlagView evaluated(String app, String key, Context context, Assignment assigned) {
    Map<String, Object> metadata = metadata(context, assigned.deprecated());
    metadata.put("version", assigned.version());
    metadata.put("digest", assigned.digest());
    metadata.put("arm", assigned.arm().wireName());
    metadata.put("decision", serving.decide(app, assigned));
    if (assigned.deprecated() != null) {
      metadata.put("deprecated", assigned.deprecated().reason());
    }
    return new FlagView.Evaluated(
        key,
        assigned.rollout() == 0 ? STATIC : SPLIT,
        "v" + assigned.version(),
        assigned.content(),
        metadata);
  }

  private static FlagView archived(String key, Context context, PromptNotice notice) {
    Map<String, Object> metadata = metadata(context, notice);
    metadata.put("archived", notice.reason());
    return new FlagView.Evaluated(key, DISABLED, null, null, metadata);
  }

  private static FlagView quarantined(String key, Context context) {
    Map<String, Object> metadata = metadata(context, null);
    metadata.put("quarantined", true);
    return new FlagView.Evaluated(key, DISABLED, null, null, metadata);
  }

  private static FlagView missing(String key, Context context, Evaluation.Nothing nothing) {
    return new FlagView.Failed(
        key,
        ErrorCode.FLAG_NOT_FOUND,
        String.valueOf(ServingService.problem(nothing, context.environment(), key).getMessage()));
  }

  private static Map<String, Object> metadata(Context context, @Nullable PromptNotice notice) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put(ENVIRONMENT, context.environment());
    if (notice != null && notice.replacedBy() != null) {
      metadata.put("replacedBy", notice.replacedBy());
    }
    return metadata;
  }
}
