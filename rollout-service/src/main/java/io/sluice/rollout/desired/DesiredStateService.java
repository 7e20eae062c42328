package io.sluice.rollout.desired;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.rollout.count.CallHistogramStore;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.lifecycle.RolloutState.Completed;
import io.sluice.rollout.lifecycle.Signal;
import io.sluice.rollout.lifecycle.Step;
import io.sluice.rollout.lifecycle.Target;
import io.sluice.rollout.rollout.QuarantineStore;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.version.ApprovedVersion;
import io.sluice.rollout.version.VersionStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the rollouts of one prompt agree with what Git wants, in one transaction. */
@ApplicationScoped
public class DesiredStateService {
  private final RolloutStore rollouts;
  private final QuarantineStore quarantine;
  private final VersionStore versions;
  private final SyncStore syncs;
  private final NoticeStore notices;
  private final CallHistogramStore histograms;
  private final Clock clock;

  @Inject
  DesiredStateService(
      RolloutStore rollouts,
      QuarantineStore quarantine,
      VersionStore versions,
      SyncStore syncs,
      NoticeStore notices,
      CallHistogramStore histograms,
      Clock clock) {
    this.rollouts = rollouts;
    this.quarantine = quarantine;
    this.versions = versions;
    this.syncs = syncs;
    this.notices = notices;
    this.histograms = histograms;
    this.clock = clock;
  }

  /** Converges one prompt; doing it again changes nothing. */
  Uni<Convergence> converge(String environment, VerifiedPrompt wanted) {
    String prompt = wanted.wanted().key().prompt();
    return Panache.withTransaction(
        () ->
            rollouts
                .lockPrompt(environment, prompt)
                .chain(() -> versions.put(wanted.wanted()))
                .chain(() -> rollouts.lockNewest(environment, prompt))
                .chain(newest -> newest == null ? first(wanted) : next(newest, wanted)));
  }

  /** Ends what is going on with an archived prompt; doing it again changes nothing. */
  Uni<Void> archive(PromptNotice notice) {
    return Panache.withTransaction(
        () ->
            rollouts
                .lockPrompt(notice.environment(), notice.prompt())
                .chain(() -> rollouts.lockNewest(notice.environment(), notice.prompt()))
                .chain(newest -> newest == null ? nothing() : archive(newest, notice)));
  }

  private Uni<Void> archive(StoredRollout newest, PromptNotice notice) {
    Instant now = now();
    return switch (newest.rollout().step(new Signal.Archived(notice.reason()), now)) {
      case Step.Transition t -> rollouts.apply(newest.number(), t, now);
      case Step.Stay s -> nothing();
      case Step.Refused r -> nothing();
    };
  }

  /**
   * Records that an environment agrees with a commit. Notices come last: a prompt that comes back
   * is served from when its rollouts agree.
   */
  Uni<Void> synced(String environment, String commit, Set<PromptNotice> wanted) {
    return Panache.withTransaction(
        () ->
            notices
                .replace(environment, wanted)
                .chain(
                    changed ->
                        syncs
                            .synced(environment, commit, now())
                            .chain(
                                first ->
                                    first || changed
                                        ? rollouts.bumpTrafficRevision()
                                        : nothing())));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  /**
   * The first rollout that this database knows of. Where Git names a version to go back to, the
   * wanted one has to prove itself against that, also when only this database is new.
   */
  private Uni<Convergence> first(VerifiedPrompt wanted) {
    if (wanted.rollbackRefusal() != null) {
      return refused("The version to go back to is refused: " + wanted.rollbackRefusal());
    }
    ApprovedVersion rollback = wanted.rollback();
    if (rollback == null) {
      return start(wanted, null);
    }
    return versions.put(rollback).chain(() -> start(wanted, VerifiedPrompt.of(rollback)));
  }

  private Uni<Convergence> next(StoredRollout newest, VerifiedPrompt wanted) {
    Instant now = now();
    return switch (newest.rollout().step(new Signal.Desired(wanted.version()), now)) {
      case Step.Transition t -> {
        Rollout moved = new Rollout(newest.rollout().target(), newest.rollout().plan(), t.state());
        yield rollouts.apply(newest.number(), t, now).chain(() -> startUnlessLive(moved, wanted));
      }
      case Step.Stay s -> startUnlessLive(newest.rollout(), wanted);
      case Step.Refused r -> agreed();
    };
  }

  private Uni<Convergence> startUnlessLive(Rollout newest, VerifiedPrompt wanted) {
    PromptVersion version = wanted.version();
    if (newest.live().isSameContentAs(version)) {
      return reaffirm(newest, wanted);
    }
    boolean beingDecided = newest.target().candidate().equals(version) && !newest.state().isOver();
    if (beingDecided) {
      return agreed();
    }
    return quarantine
        .contains(newest.target().environment(), newest.target().prompt(), version)
        .chain(
            quarantined ->
                quarantined
                    ? refused("It was rolled back; it needs a new approval.")
                    : start(wanted, newest.live()));
  }

  /**
   * What is live is wanted by another approval, or again after its rollout was cut short: it has a
   * completed rollout of its own, so that an operator can take it back.
   */
  private Uni<Convergence> reaffirm(Rollout newest, VerifiedPrompt wanted) {
    boolean isCandidate = newest.target().candidate().isSameContentAs(wanted.version());
    boolean isTold =
        newest.state() instanceof Completed
            && newest.target().candidate().change() == wanted.version().change();
    if (!newest.state().isOver() || !isCandidate || isTold) {
      return agreed();
    }
    Instant now = now();
    Target target = target(wanted, newest.target().stable());
    return rollouts
        .insert(target, wanted.plan(), Baseline.NONE, Rollout.reaffirm(target, now), now)
        .chain(DesiredStateService::agreed);
  }

  private Uni<Convergence> start(VerifiedPrompt wanted, @Nullable PromptVersion stable) {
    Instant now = now();
    Target target = target(wanted, stable);
    return baseline(target, now)
        .chain(
            baseline ->
                rollouts.insert(
                    target,
                    wanted.plan(),
                    baseline,
                    Rollout.start(target, wanted.plan(), now),
                    now))
        .chain(DesiredStateService::agreed);
  }

  private Uni<Baseline> baseline(Target target, Instant now) {
    PromptVersion stable = target.stable();
    return stable == null
        ? Uni.createFrom().item(Baseline.NONE)
        : histograms.baseline(
            target.environment(),
            target.prompt(),
            stable.version(),
            LocalDate.ofInstant(now, ZoneOffset.UTC));
  }

  private static Uni<Convergence> agreed() {
    return Uni.createFrom().item(new Convergence.Agreed());
  }

  private static Uni<Convergence> refused(String reason) {
    return Uni.createFrom().item(new Convergence.Refused(reason));
  }

  private static Target target(VerifiedPrompt wanted, @Nullable PromptVersion stable) {
    return new Target(
        wanted.wanted().key().environment(),
        wanted.wanted().key().prompt(),
        stable,
        wanted.version());
  }

  /** What PostgreSQL keeps of a time, so that it reads back as the same. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
