package io.sluice.review.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.kit.database.DatabaseFailures;
import io.sluice.review.evaluation.CallPlan;
import io.sluice.review.job.ClaimService.Work;
import io.sluice.review.model.ModelAnswer;
import io.sluice.review.model.ModelClient;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Sends claimed calls, each on a virtual thread of its own, and has what came of them written. A
 * database that is away meanwhile is waited for, because what is not written has to be paid again.
 */
@ApplicationScoped
public class CallDriver {
  private static final Logger LOG = Logger.getLogger(CallDriver.class);
  private static final Duration WRITE_AGAIN_AFTER = Duration.ofMillis(500);
  private static final int MAX_WRITES = 120;

  private final ModelClient models;
  private final ProgressService progress;
  private final AllowanceService allowances;
  private final ContextDriver contexts;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Inject
  CallDriver(
      ModelClient models,
      ProgressService progress,
      AllowanceService allowances,
      ContextDriver contexts,
      Clock clock,
      MeterRegistry metrics) {
    this.models = models;
    this.progress = progress;
    this.allowances = allowances;
    this.contexts = contexts;
    this.clock = clock;
    this.metrics = metrics;
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }

  /**
   * Sends a call.
   *
   * @return completes when what came of it is written, or cannot be; never fails
   */
  Uni<Void> send(Work work) {
    return Uni.createFrom()
        .item(() -> ask(work))
        .runSubscriptionOn(threads)
        .invoke(answer -> account(work, answer))
        .chain(answer -> write(work, answer, MAX_WRITES))
        .onFailure()
        .invoke(e -> LOG.errorf(e, "Evaluation %d: a call's result is lost", work.run().id()))
        .onFailure()
        .recoverWithNull();
  }

  private ModelAnswer ask(Work work) {
    return switch (CallPlan.of(work.run(), work.on(), work.claimed().call().purpose())) {
      case CallPlan.Chat(var call) -> models.ask(call);
      case CallPlan.Compare compare ->
          models.compare(compare.model(), compare.one(), compare.other());
    };
  }

  private void account(Work work, ModelAnswer answer) {
    Instant now = clock.instant();
    String model =
        Objects.requireNonNullElse(work.run().modelFor(work.claimed().call().purpose()), "");
    long estimate =
        models.provider(model).isPresent() ? work.claimed().call().estimate().tokens() : 0;
    long actual =
        switch (answer) {
          case ModelAnswer.Answered answered -> answered.usage().total();
          case ModelAnswer.Lost lost -> estimate;
          case ModelAnswer.Throttled throttled -> 0;
          case ModelAnswer.Failed failed -> 0;
          case ModelAnswer.Refused refused -> 0;
        };
    allowances.done(new AllowanceService.Taken(model, estimate, Duration.ZERO), actual, now);
    if (answer instanceof ModelAnswer.Throttled(Duration asked) && asked != null) {
      allowances.pause(model, now.plus(asked), now);
    }
    metrics
        .counter(
            "sluice_model_calls",
            "outcome",
            answer.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .increment();
  }

  private Uni<Void> write(Work work, ModelAnswer answer, int writes) {
    return contexts
        .apart(() -> progress.record(work, answer, ThreadLocalRandom.current().nextDouble()))
        .onFailure(e -> writes > 1 && DatabaseFailures.isUnavailable(e))
        .recoverWithUni(
            () ->
                Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(WRITE_AGAIN_AFTER)
                    .chain(() -> write(work, answer, writes - 1)));
  }
}
