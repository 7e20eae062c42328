package io.sluice.rollout.serving;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.consumer.Consumers;
import io.sluice.rollout.count.ServedCounts;
import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.decision.DecisionTokens;
import io.sluice.rollout.decision.Nonces;
import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.problem.RolloutProblem;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Answers which version a subject gets, counts it, and signs the decision. */
@ApplicationScoped
public class ServingService {
  /** Longest subject, in UTF-16 code units. */
  static final int MAX_SUBJECT_CHARS = 512;

  private static final int RETRY_SECONDS = 1;
  private static final long SECONDS_OF_A_DAY = 86_400;

  private final Snapshots snapshots;
  private final ServedCounts counts;
  private final Consumers consumers;
  private final DecisionTokens tokens;
  private final Nonces nonces;
  private final Clock clock;
  private final Set<String> environments;
  private final Counter servedStable;
  private final Counter servedCandidate;

  @Inject
  ServingService(
      Snapshots snapshots,
      ServedCounts counts,
      Consumers consumers,
      DecisionTokens tokens,
      Nonces nonces,
      Clock clock,
      @ConfigProperty(name = "sluice.environments") Set<String> environments,
      MeterRegistry metrics) {
    this.snapshots = snapshots;
    this.counts = counts;
    this.consumers = consumers;
    this.tokens = tokens;
    this.nonces = nonces;
    this.clock = clock;
    this.environments = Set.copyOf(environments);
    this.servedStable = metrics.counter("sluice_served", "arm", Arm.STABLE.wireName());
    this.servedCandidate = metrics.counter("sluice_served", "arm", Arm.CANDIDATE.wireName());
  }

  /** The active version for a subject, or for one call when there is none. */
  ServedPrompt active(String app, String environment, String prompt, @Nullable String subject) {
    Route route = route(environment, prompt);
    Unit unit = unit(route, subject);
    Arm arm = arm(route, unit);
    ServableVersion version = route.version(arm);
    return new ServedPrompt(
        version.body(arm),
        version.etag(),
        decide(app, route, arm, version, unit),
        snapshots.current().notice(environment, prompt));
  }

  /** The same with the template filled in; a call is only decided when the inputs fit. */
  ServedPrompt render(
      String app,
      String environment,
      String prompt,
      @Nullable String subject,
      Map<String, JsonNode> inputs) {
    Route route = route(environment, prompt);
    Unit unit = unit(route, subject);
    Arm arm = arm(route, unit);
    ServableVersion version = route.version(arm);
    List<ProblemDetail> problems = version.problems(inputs);
    if (!problems.isEmpty()) {
      throw new ProblemException(
          RolloutProblem.INVALID_INPUTS,
          "Version %d of %s cannot be filled in with these inputs; see 'errors'."
              .formatted(version.key().version(), prompt),
          problems);
    }
    return new ServedPrompt(
        version.render(arm, inputs),
        version.etag(),
        decide(app, route, arm, version, unit),
        snapshots.current().notice(environment, prompt));
  }

  private Route route(String environment, String prompt) {
    Snapshot snapshot = snapshots.current();
    PromptNotice notice = snapshot.notice(environment, prompt);
    if (notice != null && notice.archived()) {
      throw archived(notice);
    }
    Route route = snapshot.route(environment, prompt);
    if (route != null) {
      return route;
    }
    if (environments.contains(environment) && !snapshot.routes().containsKey(environment)) {
      throw ProblemException.retryLater(
          RolloutProblem.NOTHING_TO_SERVE_YET,
          "This replica has not read yet what '" + environment + "' should serve. Try again.",
          RETRY_SECONDS);
    }
    throw new ProblemException(
        RolloutProblem.PROMPT_NOT_LIVE,
        "No version of '%s' is live in '%s'. Promote one with a change request."
            .formatted(prompt, environment));
  }

  private static ProblemException archived(PromptNotice notice) {
    String instead = notice.replacedBy();
    String detail =
        "'%s' is archived and not served any more: %s".formatted(notice.prompt(), notice.reason());
    Map<String, String> members =
        instead == null
            ? Map.of("reason", notice.reason())
            : Map.of("reason", notice.reason(), "replacedBy", instead);
    return new ProblemException(
            RolloutProblem.PROMPT_ARCHIVED,
            instead == null ? detail : detail + " Use '" + instead + "' instead.")
        .with(members);
  }

  private static @Nullable Unit unit(Route route, @Nullable String subject) {
    if (subject == null || subject.isEmpty()) {
      return null;
    }
    if (subject.length() > MAX_SUBJECT_CHARS) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'subject' has at most " + MAX_SUBJECT_CHARS + " characters.");
    }
    return route.unit(subject);
  }

  /** Without a subject every call is assigned by itself. */
  private static Arm arm(Route route, @Nullable Unit unit) {
    return route.arm(unit == null ? new Unit(ThreadLocalRandom.current().nextLong(), 0) : unit);
  }

  private String decide(
      String app, Route route, Arm arm, ServableVersion version, @Nullable Unit unit) {
    UUID nonce = nonces.next();
    Decision decision =
        new Decision(
            nonce,
            route.environment(),
            route.prompt(),
            version.key().version(),
            route.rollout(),
            route.stage(),
            arm,
            clock.millis(),
            app,
            unit);
    if (route.rollout() > 0) {
      counts.count(route.rollout(), route.stage(), arm, decision.second(), unit);
    }
    consumers.mark(route.environment(), route.prompt(), app, decision.second() / SECONDS_OF_A_DAY);
    (arm == Arm.CANDIDATE ? servedCandidate : servedStable).increment();
    return tokens.write(decision);
  }
}
