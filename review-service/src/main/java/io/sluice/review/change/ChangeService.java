package io.sluice.review.change;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.RegistryClient;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes change requests follow their branches. Network first, then one short transaction that locks
 * the change and takes one step of its lifecycle.
 */
@ApplicationScoped
public class ChangeService {
  /**
   * Comparing again is needed when a target or a push slipped in between; more is a busy branch.
   */
  private static final int MAX_ROUNDS = 4;

  private static final int RETRY_SECONDS = 1;

  private final ChangeStore changes;
  private final TimelineStore timeline;
  private final RegistryClient registry;
  private final Clock clock;
  private final MeterRegistry metrics;

  @Inject
  ChangeService(
      ChangeStore changes,
      TimelineStore timeline,
      RegistryClient registry,
      Clock clock,
      MeterRegistry metrics) {
    this.changes = changes;
    this.timeline = timeline;
    this.registry = registry;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** What a person asks for, over HTTP, beside the files. Null leaves a part as it is. */
  public record Wish(
      String by,
      @Nullable String title,
      @Nullable String description,
      @Nullable String promoteTo) {}

  /** A change as it is stored now. */
  public Uni<Change> get(long number) {
    return Panache.withSession(() -> changes.get(number)).map(found -> required(found, number));
  }

  /** A change locked within the caller's transaction. */
  public Uni<Change> lock(long number) {
    return changes.lock(number).map(found -> required(found, number));
  }

  /** Now, to the precision that the database keeps. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Converges one branch and its change request.
   *
   * @return the change of the branch, live or just merged; empty when the registry has no such
   *     branch
   */
  public Uni<Optional<Change>> track(String branch) {
    return track(branch, null);
  }

  /**
   * Converges one branch and makes its change request say what a person asked for.
   *
   * @param wish null when there is nothing but the push itself
   */
  public Uni<Optional<Change>> track(String branch, @Nullable Wish wish) {
    String asked = wish == null ? null : wish.promoteTo();
    return Panache.withSession(() -> changes.newest(branch))
        .map(
            newest ->
                asked != null
                    ? asked
                    : newest
                        .filter(c -> c.state().isLive())
                        .map(c -> c.proposal().promoteTo())
                        .orElse(Change.DEFAULT_ENVIRONMENT))
        .chain(target -> converge(branch, wish, target, MAX_ROUNDS));
  }

  private Uni<Optional<Change>> converge(
      String branch, @Nullable Wish wish, String target, int rounds) {
    if (rounds == 0) {
      return Uni.createFrom()
          .failure(
              ProblemException.retryLater(
                  CommonProblem.UNAVAILABLE,
                  "The branch " + branch + " keeps moving; try again.",
                  RETRY_SECONDS));
    }
    return registry
        .comparison(branch, target)
        .chain(
            found ->
                found.isEmpty()
                    ? gone(branch).replaceWith(Optional.<Change>empty())
                    : follow(found.get(), wish, target)
                        .chain(
                            transition ->
                                switch (transition) {
                                  case Transition.Moved moved ->
                                      Uni.createFrom().item(Optional.of(moved.change()));
                                  case Transition.Stays stays ->
                                      Uni.createFrom().item(Optional.of(stays.change()));
                                  case Transition.Refused refused ->
                                      Uni.createFrom().failure(conflict(refused));
                                  case Transition.Outdated outdated ->
                                      converge(branch, wish, outdated.promoteTo(), rounds - 1);
                                }));
  }

  private Uni<Transition> follow(Comparison comparison, @Nullable Wish wish, String target) {
    return Panache.withTransaction(
            () ->
                changes
                    .lockBranch(comparison.branch())
                    .chain(() -> followNow(comparison, wish, target)))
        .invoke(this::count);
  }

  private Uni<Transition> followNow(Comparison comparison, @Nullable Wish wish, String target) {
    return changes
        .lockLive(comparison.branch())
        .chain(
            live -> {
              if (live.isEmpty()) {
                return openUnlessMerged(comparison, wish, target);
              }
              Change change = live.get();
              var compared = new ChangeSignal.Compared(comparison, target);
              ChangeSignal signal =
                  wish == null
                      ? compared
                      : new ChangeSignal.Edited(
                          wish.by(), wish.title(), wish.description(), wish.promoteTo(), compared);
              return take(change, signal, comparison);
            });
  }

  /** The registry deletes a branch after its merge, not in the same moment. */
  private Uni<Transition> openUnlessMerged(
      Comparison comparison, @Nullable Wish wish, String target) {
    return changes
        .newest(comparison.branch())
        .chain(
            newest ->
                newest
                    .filter(c -> c.state() == ChangeState.MERGED)
                    .filter(c -> c.head().equals(comparison.head()))
                    .<Uni<Transition>>map(
                        merged -> Uni.createFrom().item(new Transition.Stays(merged)))
                    .orElseGet(() -> open(comparison, wish, target)));
  }

  private Uni<Transition> open(Comparison comparison, @Nullable Wish wish, String target) {
    String asked = wish == null ? null : wish.promoteTo();
    String wanted = asked != null ? asked : ChangeLifecycle.wantedTarget(comparison);
    if (!wanted.equals(target)) {
      return Uni.createFrom().item(new Transition.Outdated(wanted));
    }
    Opening pushed = Opening.of(comparison);
    Opening words =
        wish == null
            ? pushed
            : new Opening(
                wish.title() == null ? pushed.title() : wish.title(),
                wish.description() == null ? pushed.description() : wish.description());
    Transition.Moved opened = ChangeLifecycle.open(comparison, target, words, now());
    return changes
        .add(opened.change())
        .call(change -> changes.addRevision(change, comparison))
        .call(change -> timeline.append(change.number(), opened.entries()))
        .map(change -> new Transition.Moved(change, opened.entries()));
  }

  /** A branch that is not there: its change is merged, as Git says, or closed. */
  private Uni<Void> gone(String branch) {
    return Panache.withSession(() -> changes.newest(branch))
        .chain(
            newest -> {
              Change change = newest.filter(c -> c.state().isLive()).orElse(null);
              if (change == null || change.state() == ChangeState.MERGING) {
                return Uni.createFrom().voidItem();
              }
              return registry
                  .mergeOf(change.number())
                  .chain(
                      commit ->
                          inTransaction(
                              change.number(),
                              commit
                                  .<ChangeSignal>map(ChangeSignal.Merged::new)
                                  .orElseGet(ChangeSignal.BranchGone::new)))
                  .replaceWithVoid();
            });
  }

  private Uni<Change> inTransaction(long number, ChangeSignal signal) {
    return Panache.withTransaction(() -> lock(number).chain(change -> apply(change, signal)));
  }

  /**
   * Takes one step of a change that the caller's transaction has locked, and returns the change
   * after it. Fails with 409 when the state does not allow it.
   */
  public Uni<Change> apply(Change locked, ChangeSignal signal) {
    return take(locked, signal, null)
        .invoke(this::count)
        .map(
            transition ->
                switch (transition) {
                  case Transition.Moved moved -> moved.change();
                  case Transition.Stays stays -> stays.change();
                  case Transition.Refused refused -> throw conflict(refused);
                  case Transition.Outdated outdated ->
                      throw new IllegalStateException("Only comparing can be outdated");
                });
  }

  private Uni<Transition> take(
      Change locked, ChangeSignal signal, @Nullable Comparison comparison) {
    Transition transition = ChangeLifecycle.step(locked, signal, now());
    if (!(transition instanceof Transition.Moved moved)) {
      return Uni.createFrom().item(transition);
    }
    Change next = moved.change();
    Uni<Void> written = changes.update(next);
    if (comparison != null && next.revision().number() > locked.revision().number()) {
      written = written.chain(() -> changes.addRevision(next, comparison));
    }
    return written
        .chain(() -> timeline.append(next.number(), moved.entries()))
        .replaceWith(transition);
  }

  private void count(Transition transition) {
    List<TimelineEntry> entries =
        transition instanceof Transition.Moved moved ? moved.entries() : List.of();
    for (TimelineEntry entry : entries) {
      metrics.counter("sluice_change_events", "event", entry.event().wireName()).increment();
    }
  }

  private static ProblemException conflict(Transition.Refused refused) {
    return new ProblemException(ReviewProblem.STATE_CONFLICT, refused.reason());
  }

  private static Change required(Optional<Change> found, long number) {
    return found.orElseThrow(
        () ->
            new ProblemException(
                ReviewProblem.CHANGE_NOT_FOUND, "There is no change request " + number + "."));
  }
}
