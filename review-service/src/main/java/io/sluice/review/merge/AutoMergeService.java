package io.sluice.review.merge;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Caller;
import io.sluice.review.ReviewProblem;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeState;
import io.sluice.review.people.PeopleStore;
import io.sluice.review.people.Person;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/**
 * Merges changes for those who asked for it beforehand. Nothing is easier this way: the same
 * decision is taken under the change's lock as for a merge by hand.
 */
@ApplicationScoped
public class AutoMergeService {
  private static final Set<String> MAY_MERGE = Set.of("engineer", "reviewer", "operator");

  private final AutoMergeStore wishes;
  private final ChangeService changes;
  private final MergeService merges;
  private final MergeQueueService queue;
  private final PeopleStore people;
  private final TimelineStore timeline;

  @Inject
  AutoMergeService(
      AutoMergeStore wishes,
      ChangeService changes,
      MergeService merges,
      MergeQueueService queue,
      PeopleStore people,
      TimelineStore timeline) {
    this.wishes = wishes;
    this.changes = changes;
    this.merges = merges;
    this.queue = queue;
    this.people = people;
    this.timeline = timeline;
  }

  /**
   * Asks for a merge of exactly this digest once it may be merged. Safe to repeat: whoever asked
   * first for a digest stays the one for whom it is merged.
   */
  Uni<AutoMerge> ask(long number, String digest, Caller caller) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(number)
                .invoke(change -> requireOpen(change, digest))
                .chain(change -> ask(change, caller)));
  }

  private Uni<AutoMerge> ask(Change change, Caller caller) {
    AutoMerge wish =
        new AutoMerge(change.number(), change.digest(), caller.subject(), changes.now());
    return wishes
        .of(change.number())
        .chain(
            earlier ->
                earlier.filter(e -> e.digest().equals(wish.digest())).isPresent()
                    ? Uni.createFrom().item(earlier.get())
                    : replace(change, earlier, wish).replaceWith(wish));
  }

  private Uni<Void> replace(Change change, Optional<AutoMerge> earlier, AutoMerge wish) {
    return (earlier.isEmpty()
            ? Uni.createFrom().voidItem()
            : ended(change, TimelineEntry.SERVICE, "it was asked for an earlier digest"))
        .chain(() -> wishes.put(wish))
        .chain(
            () ->
                record(
                    change,
                    TimelineEvent.AUTO_MERGE_ASKED,
                    wish.by(),
                    "is to be merged as soon as everything is met"));
  }

  /** Takes the wish back, whoever had it. Doing it twice is no error. */
  Uni<Void> cancel(long number, Caller caller) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(number)
                .chain(
                    change ->
                        wishes
                            .of(number)
                            .chain(
                                wish ->
                                    wish.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : end(change, wish.get(), caller.subject(), "by hand"))));
  }

  /** Takes one wish a step further: merged, given up, or still waiting. */
  Uni<Void> follow(AutoMerge wish) {
    return changes
        .get(wish.change())
        .chain(
            change -> {
              if (change.state() == ChangeState.MERGING) {
                return Uni.createFrom().voidItem();
              }
              Optional<String> over = over(wish, change);
              return over.isPresent() ? giveUp(wish, over.get()) : mergeIfAllIsMet(wish, change);
            });
  }

  private static Optional<String> over(AutoMerge wish, Change change) {
    if (change.state() != ChangeState.OPEN) {
      return Optional.of("the change is " + change.state().wireName());
    }
    return change.digest().equals(wish.digest())
        ? Optional.empty()
        : Optional.of("revision %d is another change".formatted(change.revision().number()));
  }

  private Uni<Void> mergeIfAllIsMet(AutoMerge wish, Change change) {
    return Panache.withSession(
            () ->
                queue
                    .missing(change)
                    .chain(
                        missing ->
                            people
                                .one(wish.by())
                                .map(who -> new Standing(missing.isEmpty(), mayMerge(who)))))
        .chain(
            standing -> {
              if (!standing.mayMerge()) {
                return giveUp(wish, wish.by() + " may not merge any more");
              }
              return standing.met() ? merge(wish) : Uni.createFrom().voidItem();
            });
  }

  private record Standing(boolean met, boolean mayMerge) {}

  private static boolean mayMerge(Optional<Person> who) {
    return who.filter(person -> !person.isMachine())
        .filter(person -> MAY_MERGE.stream().anyMatch(role -> person.lacks(role).isEmpty()))
        .isPresent();
  }

  private Uni<Void> merge(AutoMerge wish) {
    return merges
        .merge(wish.change(), wish.digest(), wish.by(), () -> requireStanding(wish))
        .chain(
            outcome ->
                switch (outcome) {
                  case MergeOutcome.Merged merged -> drop(wish);
                  case MergeOutcome.Pending pending -> Uni.createFrom().voidItem();
                  case MergeOutcome.Failed failed ->
                      giveUp(wish, String.valueOf(failed.why().getMessage()));
                })
        .onFailure(AutoMergeService::isNoLongerMet)
        .recoverWithNull();
  }

  /** Under the change's lock: what was read before may have been taken back in this moment. */
  private Uni<Void> requireStanding(AutoMerge wish) {
    return wishes
        .of(wish.change())
        .chain(
            now ->
                people
                    .one(wish.by())
                    .map(who -> now.filter(wish::equals).isPresent() && mayMerge(who)))
        .invoke(
            stands -> {
              if (!stands) {
                throw new ProblemException(
                    ReviewProblem.STATE_CONFLICT,
                    "Nobody who may asks for the merge of change %d any more."
                        .formatted(wish.change()));
              }
            })
        .replaceWithVoid();
  }

  /** Somebody withdrew, pushed or decided in this moment: the next look sees it. */
  private static boolean isNoLongerMet(Throwable e) {
    return e instanceof ProblemException problem
        && (problem.type() == ReviewProblem.REQUIREMENTS_UNMET
            || problem.type() == ReviewProblem.STALE_DIGEST
            || problem.type() == ReviewProblem.STATE_CONFLICT);
  }

  private Uni<Void> drop(AutoMerge wish) {
    return Panache.withTransaction(() -> wishes.remove(wish)).replaceWithVoid();
  }

  private Uni<Void> giveUp(AutoMerge wish, String why) {
    return Panache.withTransaction(
        () ->
            changes
                .lock(wish.change())
                .chain(
                    change ->
                        change.state() == ChangeState.MERGED
                            ? wishes.remove(wish).replaceWithVoid()
                            : end(change, wish, TimelineEntry.SERVICE, why)));
  }

  private Uni<Void> end(Change change, AutoMerge wish, String by, String why) {
    return wishes
        .remove(wish)
        .chain(removed -> removed ? ended(change, by, why) : Uni.createFrom().voidItem());
  }

  private Uni<Void> ended(Change change, String by, String why) {
    return record(
        change,
        TimelineEvent.AUTO_MERGE_CANCELLED,
        by,
        "is not merged automatically any more: " + why);
  }

  private Uni<Void> record(Change change, TimelineEvent event, String by, String detail) {
    return timeline
        .append(
            change.number(),
            new TimelineEntry(
                event, by, changes.now(), change.revision().number(), change.digest(), detail))
        .replaceWithVoid();
  }

  private static void requireOpen(Change change, String digest) {
    if (change.state() != ChangeState.OPEN) {
      throw new ProblemException(
          ReviewProblem.STATE_CONFLICT,
          "Change %d is %s; only an open change can wait for its merge."
              .formatted(change.number(), change.state().wireName()));
    }
    if (!change.digest().equals(digest)) {
      throw new ProblemException(
          ReviewProblem.STALE_DIGEST,
          "The change is now %s (revision %d). Look at it again and name that digest."
              .formatted(change.digest(), change.revision().number()));
    }
  }
}
