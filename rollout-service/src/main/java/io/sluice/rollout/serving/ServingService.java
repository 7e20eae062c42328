package io.sluice.rollout.serving;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
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
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Answers which version a subject gets, counts it, and signs the decision. */
@Singleton
public class ServingService {
  /** Longest subject, in UTF-16 code units. */
  public static final int MAX_SUBJECT_CHARS = 512;

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
      PrometheusMeterRegistry metrics) {
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
    return serve(app, assign(environment, prompt, subject));
  }

  /** The answer with the version that was assigned; a served call. */
  ServedPrompt serve(String app, Assignment assigned) {
    return new ServedPrompt(
        assigned.served().answer(assigned.arm()), decide(app, assigned), assigned.deprecated());
  }

  /** The same with the template filled in; a call is only decided when the inputs fit. */
  ServedPrompt render(
      String app,
      String environment,
      String prompt,
      @Nullable String subject,
      Map<String, JsonNode> inputs) {
    Assignment assigned = assign(environment, prompt, subject);
    ServableVersion version = assigned.served();
    List<ProblemDetail> problems = version.problems(inputs);
    if (!problems.isEmpty()) {
      throw new ProblemException(
          RolloutProblem.INVALID_INPUTS,
          "Version %d of %s cannot be filled in with these inputs; see 'errors'."
              .formatted(version.key().version(), prompt),
          problems);
    }
    return new ServedPrompt(
        version.render(assigned.arm(), inputs), decide(app, assigned), assigned.deprecated());
  }

  /**
   * What a subject would get now.
   *
   * @param subject at most {@link #MAX_SUBJECT_CHARS}; without one every call is assigned by itself
   */
  public Evaluation evaluate(String environment, String prompt, @Nullable String subject) {
    Snapshot snapshot = snapshots.current();
    PromptNotice notice = snapshot.notice(environment, prompt);
    if (notice != null && notice.archived()) {
      return new Evaluation.Archived(notice);
    }
    Route route = snapshot.route(environment, prompt);
    if (route == null) {
      return nothing(snapshot, environment, prompt);
    }
    Unit unit = subject == null || subject.isEmpty() ? null : route.unit(subject);
    return new Assignment(route, arm(route, unit), unit, notice);
  }

  private Evaluation.Nothing nothing(Snapshot snapshot, String environment, String prompt) {
    if (environments.contains(environment) && !snapshot.routes().containsKey(environment)) {
      return new Evaluation.NotYet();
    }
    return snapshot.isQuarantined(environment, prompt)
        ? new Evaluation.Quarantined()
        : new Evaluation.NotLive();
  }

  /**
   * Everything that can be evaluated in an environment, by id; null when this service knows no such
   * environment, or not yet.
   */
  public @Nullable List<String> prompts(String environment) {
    return snapshots.current().prompts(environment);
  }

  /** Whether this service should serve an environment, be it synchronised or not. */
  public boolean follows(String environment) {
    return environments.contains(environment);
  }

  private Assignment assign(String environment, String prompt, @Nullable String subject) {
    if (subject != null && subject.length() > MAX_SUBJECT_CHARS) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'subject' has at most " + MAX_SUBJECT_CHARS + " characters.");
    }
    return switch (evaluate(environment, prompt, subject)) {
      case Assignment assigned -> assigned;
      case Evaluation.Nothing nothing -> throw problem(nothing, environment, prompt);
    };
  }

  /** Why there is no version, for callers. */
  public static ProblemException problem(
      Evaluation.Nothing nothing, String environment, String prompt) {
    return switch (nothing) {
      case Evaluation.Archived archived -> archived(archived.notice());
      case Evaluation.NotYet notYet ->
          ProblemException.retryLater(
              RolloutProblem.NOTHING_TO_SERVE_YET,
              "This replica has not read yet what '" + environment + "' should serve. Try again.",
              RETRY_SECONDS);
      case Evaluation.Quarantined quarantined -> notLive(environment, prompt);
      case Evaluation.NotLive notLive -> notLive(environment, prompt);
    };
  }

  private static ProblemException notLive(String environment, String prompt) {
    return new ProblemException(
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

  /** Without a subject every call is assigned by itself. */
  private static Arm arm(Route route, @Nullable Unit unit) {
    return route.arm(unit == null ? new Unit(ThreadLocalRandom.current().nextLong(), 0) : unit);
  }

  /** Counts a call as served and signs the decision: the token that its outcome comes with. */
  public String decide(String app, Assignment assigned) {
    Route route = assigned.route();
    Unit unit = assigned.unit();
    Decision decision =
        new Decision(
            nonces.next(),
            route.environment(),
            route.prompt(),
            assigned.version(),
            route.rollout(),
            route.stage(),
            assigned.arm(),
            clock.millis(),
            app,
            unit);
    if (route.rollout() > 0) {
      counts.count(route.rollout(), route.stage(), assigned.arm(), decision.second(), unit);
    }
    consumers.mark(route.environment(), route.prompt(), app, decision.second() / SECONDS_OF_A_DAY);
    (assigned.arm() == Arm.CANDIDATE ? servedCandidate : servedStable).increment();
    return tokens.write(decision);
  }
}
