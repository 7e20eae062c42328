package io.sluice.review.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Caller;
import io.sluice.review.ReviewProblem;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.evaluation.Totals;
import io.sluice.review.idempotency.IdempotencyStore;
import io.sluice.review.idempotency.IdempotentRequest;
import io.sluice.review.job.EvaluationStore;
import io.sluice.review.job.PreparedSuite;
import io.sluice.review.job.ProgressService;
import io.sluice.review.outcome.EvaluationEvidence;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.TestSuite;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Starts and stops evaluations. Network and counting first, then one transaction. */
@ApplicationScoped
public class EvaluationService {
  private static final int MAX_RUNNING = 20;
  private static final int RETRY_SECONDS = 30;

  private final ChangeService changes;
  private final CandidateService candidates;
  private final ModelChoiceService choices;
  private final EvaluationStore evaluations;
  private final ProgressService progress;
  private final TimelineStore timeline;
  private final IdempotencyStore keys;
  private final ObjectMapper json;
  private final Vertx vertx;

  @Inject
  EvaluationService(
      ChangeService changes,
      CandidateService candidates,
      ModelChoiceService choices,
      EvaluationStore evaluations,
      ProgressService progress,
      TimelineStore timeline,
      IdempotencyStore keys,
      ObjectMapper json,
      Vertx vertx) {
    this.changes = changes;
    this.candidates = candidates;
    this.choices = choices;
    this.evaluations = evaluations;
    this.progress = progress;
    this.timeline = timeline;
    this.keys = keys;
    this.json = json;
    this.vertx = vertx;
  }

  private record Prepared(Evaluation run, PreparedSuite suite) {}

  private record Plan(
      Prepared candidate, CandidateService.@Nullable Live live, @Nullable Prepared baseline) {}

  /**
   * Starts an evaluation of what a change has now.
   *
   * @param key the client's {@code Idempotency-Key}, or null
   */
  public Uni<Evaluation> start(
      long number, StartEvaluationRequest request, Caller caller, @Nullable String key) {
    IdempotentRequest once =
        key == null
            ? null
            : IdempotentRequest.of(caller.subject(), "evaluate:" + number, key, request, json);
    return earlier(once)
        .chain(
            earlier ->
                earlier.isPresent()
                    ? Uni.createFrom().item(earlier.get())
                    : changes
                        .get(number)
                        .chain(change -> plan(change, request, caller))
                        .chain(plan -> Panache.withTransaction(() -> add(number, plan, once))));
  }

  /** Stops a run and its baseline: nothing more is sent; what is under way is still written. */
  public Uni<Evaluation> cancel(long id, Caller caller) {
    return Panache.withTransaction(
            () ->
                required(id)
                    .chain(run -> evaluations.lockPair(run.pair()))
                    .chain(
                        pair -> {
                          Uni<Void> all = Uni.createFrom().voidItem();
                          for (Evaluation run : pair) {
                            all =
                                all.chain(
                                        () ->
                                            evaluations.end(
                                                run.id(),
                                                EvaluationState.CANCELLED,
                                                "Stopped by " + caller.subject() + ".",
                                                changes.now()))
                                    .replaceWithVoid();
                          }
                          return all;
                        }))
        .chain(() -> get(id));
  }

  /** A run as it is now. */
  public Uni<Evaluation> get(long id) {
    return Panache.withSession(() -> required(id));
  }

  private Uni<Evaluation> required(long id) {
    return evaluations
        .get(id)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            ReviewProblem.EVALUATION_NOT_FOUND,
                            "There is no evaluation " + id + ".")));
  }

  private Uni<Optional<Evaluation>> earlier(@Nullable IdempotentRequest once) {
    return once == null
        ? Uni.createFrom().item(Optional.empty())
        : Panache.withSession(
            () ->
                keys.earlier(once)
                    .chain(
                        id ->
                            id.isPresent()
                                ? evaluations.get(id.get())
                                : Uni.createFrom().item(Optional.<Evaluation>empty())));
  }

  private Uni<Plan> plan(Change change, StartEvaluationRequest request, Caller caller) {
    return candidates
        .content(change, request.prompt())
        .chain(
            content ->
                (request.wantsBaseline()
                        ? candidates.live(change, content.prompt())
                        : Uni.createFrom().item(Optional.<CandidateService.Live>empty()))
                    .chain(live -> plan(change, request, caller, content, live.orElse(null))));
  }

  private Uni<Plan> plan(
      Change change,
      StartEvaluationRequest request,
      Caller caller,
      PromptContent content,
      CandidateService.@Nullable Live live) {
    TestSuite suite = CandidateService.suite(request.suite(), content);
    return choices
        .of(content, suite, request, live == null ? null : live.content())
        .chain(
            options ->
                counting(
                    () ->
                        new Plan(
                            prepared(change, content, null, suite, options.candidate(), caller),
                            live,
                            live == null || options.baseline() == null
                                ? null
                                : prepared(
                                    change,
                                    live.content(),
                                    live.version(),
                                    suite,
                                    options.baseline(),
                                    caller))));
  }

  /** Counting tokens takes time: not on the event loop, and back on the caller's context. */
  private <T> Uni<T> counting(Callable<T> work) {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
  }

  private Prepared prepared(
      Change change,
      PromptContent content,
      @Nullable Integer version,
      TestSuite suite,
      Evaluation.Options options,
      Caller caller) {
    Evaluation run =
        new Evaluation(
            0,
            change.number(),
            0,
            version,
            null,
            content,
            suite.kind(),
            suite.digest(),
            options,
            EvaluationState.RUNNING,
            null,
            new Totals(suite.cases().size(), 0, 0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO, 0),
            caller.subject(),
            changes.now(),
            null);
    return new Prepared(run, PreparedSuite.of(run, suite));
  }

  private Uni<Evaluation> add(long number, Plan plan, @Nullable IdempotentRequest once) {
    // Repetitions that race wait for the change's lock, and the second finds what the first made.
    return changes
        .lock(number)
        .chain(
            change ->
                (once == null ? Uni.createFrom().item(Optional.<Long>empty()) : keys.earlier(once))
                    .chain(
                        earlier ->
                            earlier.isPresent()
                                ? required(earlier.get())
                                : addNew(plan)
                                    .call(run -> say(number, run))
                                    .call(
                                        run ->
                                            once == null
                                                ? Uni.createFrom().voidItem()
                                                : keys.remember(once, run.id(), changes.now()))));
  }

  private Uni<Void> say(long number, Evaluation run) {
    return changes
        .get(number)
        .chain(
            change ->
                timeline.append(
                    number,
                    new TimelineEntry(
                        TimelineEvent.EVALUATION_STARTED,
                        run.startedBy(),
                        run.startedAt(),
                        change.revision().number(),
                        change.digest(),
                        "evaluates %s of %s on %s (%s)"
                            .formatted(
                                run.suite().wireName(),
                                run.content().prompt(),
                                run.content().model(),
                                EvaluationEvidence.reference(run)))))
        .replaceWithVoid();
  }

  private Uni<Evaluation> addNew(Plan plan) {
    Evaluation run = plan.candidate().run();
    return evaluations
        .runningSame(run.content().digest(), run.suiteDigest())
        .call(this::refuseIfRunning)
        .chain(evaluations::running)
        .invoke(EvaluationService::refuseIfTooMany)
        .chain(() -> progress.add(run, plan.candidate().suite()))
        .chain(added -> withBaseline(added, plan).chain(() -> required(added.id())));
  }

  private Uni<Void> withBaseline(Evaluation added, Plan plan) {
    CandidateService.Live live = plan.live();
    Prepared baseline = plan.baseline();
    if (live == null || baseline == null) {
      return Uni.createFrom().voidItem();
    }
    return evaluations
        .completedSame(live.content().digest(), added.suiteDigest())
        .chain(
            known ->
                known.isPresent()
                    ? Uni.createFrom().item(known.get())
                    : progress.add(baseline.run().ofPair(added.id()), baseline.suite()))
        .chain(
            run ->
                evaluations.compareWith(
                    added.id(), new Evaluation.Baseline(run.id(), live.version())));
  }

  private Uni<Void> refuseIfRunning(Optional<Evaluation> same) {
    return same.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom()
            .failure(
                new ProblemException(
                    ReviewProblem.STATE_CONFLICT,
                    "The same cases are being run on the same content: evaluation %d."
                        .formatted(same.get().id())));
  }

  private static void refuseIfTooMany(long running) {
    if (running >= MAX_RUNNING) {
      throw ProblemException.retryLater(
          ReviewProblem.TOO_MANY_EVALUATIONS,
          "%d evaluations are running; wait for one of them.".formatted(running),
          RETRY_SECONDS);
    }
  }
}
