package io.sluice.review.change;

import io.sluice.review.change.Change.Proposal;
import io.sluice.review.change.Change.Revision;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Push;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The life of a change request as a pure function of the change, a signal and the time. */
public final class ChangeLifecycle {
  private ChangeLifecycle() {}

  /** What a branch that nobody tracks yet would promote to: its last push option, or production. */
  public static String wantedTarget(Comparison comparison) {
    return lastOption(comparison.pushes(), Change.DEFAULT_ENVIRONMENT);
  }

  /**
   * The target after all pushes: an option on a push that came after those the change has seen
   * replaces what was wanted before.
   */
  public static String wantedTarget(Change change, Comparison comparison) {
    Instant seen = change.revision().comparison().lastPush().at();
    List<Push> unseen =
        comparison.pushes().stream().filter(push -> push.at().isAfter(seen)).toList();
    return lastOption(unseen, change.proposal().promoteTo());
  }

  /** A new change request; its number is given by the store. */
  public static Transition.Moved open(
      Comparison comparison, String promoteTo, Opening words, Instant now) {
    String author = comparison.pushes().getFirst().by();
    Change change =
        new Change(
            0,
            comparison.branch(),
            author,
            ChangeState.OPEN,
            new Proposal(words.title(), words.description(), promoteTo, Set.of())
                .workedOnBy(pushers(comparison)),
            revision(1, comparison, promoteTo),
            null,
            now,
            now);
    String detail = "opened from " + comparison.branch() + " at " + shortId(comparison.head());
    return new Transition.Moved(
        change, List.of(entry(change, TimelineEvent.OPENED, author, detail)));
  }

  /** The next step of a change request. */
  public static Transition step(Change change, ChangeSignal signal, Instant now) {
    return switch (signal) {
      case ChangeSignal.Compared compared -> compared(change, compared, now);
      case ChangeSignal.Edited edited -> edited(change, edited, now);
      case ChangeSignal.BranchGone gone -> branchGone(change, now);
      case ChangeSignal.Rejected rejected -> rejected(change, rejected, now);
      case ChangeSignal.MergeStarted started -> mergeStarted(change, started, now);
      case ChangeSignal.MergeFailed failed -> mergeFailed(change, failed, now);
      case ChangeSignal.Merged merged -> merged(change, merged, now);
    };
  }

  private static Transition compared(Change change, ChangeSignal.Compared signal, Instant now) {
    Comparison fresh = signal.comparison();
    if (!followsBranch(change) || isOlder(change, fresh)) {
      return new Transition.Stays(change);
    }
    String wanted = wantedTarget(change, fresh);
    if (!wanted.equals(signal.promoteTo())) {
      return new Transition.Outdated(wanted);
    }
    Proposal proposal = change.proposal().promotingTo(wanted).workedOnBy(pushers(fresh));
    if (proposal.equals(change.proposal())
        && fresh.withoutDiffs().equals(change.revision().comparison())) {
      return new Transition.Stays(change);
    }
    if (!fresh.head().equals(change.head())) {
      return revised(change, proposal, fresh, now);
    }
    Change next = compared(change, proposal, fresh, now);
    return new Transition.Moved(
        next,
        next.digest().equals(change.digest())
            ? List.of()
            : List.of(
                entry(
                    next,
                    TimelineEvent.DIGEST_MOVED,
                    TimelineEntry.SERVICE,
                    "what merging would do changed with main at "
                        + shortId(fresh.mainHead())
                        + "; approvals of earlier digests no longer count")));
  }

  private static Transition edited(Change change, ChangeSignal.Edited signal, Instant now) {
    if (!followsBranch(change)) {
      return refused(change, "edited");
    }
    Comparison fresh = signal.compared().comparison();
    String target = Objects.requireNonNullElse(signal.promoteTo(), wantedTarget(change, fresh));
    if (isOlder(change, fresh) || !target.equals(signal.compared().promoteTo())) {
      return new Transition.Outdated(target);
    }
    boolean retargeted = !target.equals(change.proposal().promoteTo());
    Proposal proposal =
        change
            .proposal()
            .promotingTo(target)
            .saying(signal.title(), signal.description())
            .workedOnBy(pushers(fresh))
            .workedOnBy(retargeted ? List.of(signal.by()) : List.of());
    List<TimelineEntry> entries = new ArrayList<>();
    Change next;
    if (fresh.head().equals(change.head())) {
      next = compared(change, proposal, fresh, now);
      if (change.state() == ChangeState.REJECTED && !next.digest().equals(change.digest())) {
        next = next.in(ChangeState.OPEN, now);
      }
    } else {
      Transition.Moved revised = revised(change, proposal, fresh, now);
      next = revised.change();
      entries.addAll(revised.entries());
    }
    List<String> edits = edits(change.proposal(), proposal);
    if (!edits.isEmpty()) {
      String detail = "changed " + String.join("; ", edits);
      entries.add(entry(next, TimelineEvent.EDITED, signal.by(), detail));
    }
    return new Transition.Moved(next, entries);
  }

  private static Transition.Moved revised(
      Change change, Proposal proposal, Comparison fresh, Instant now) {
    Change next = compared(change, proposal, fresh, now).in(ChangeState.OPEN, now);
    String pusher = fresh.lastPush().by();
    String detail =
        "pushed "
            + shortId(fresh.head())
            + " as revision "
            + next.revision().number()
            + (next.digest().equals(change.digest())
                ? "; what it would do is the same, so approvals still count"
                : "; approvals of earlier digests no longer count");
    List<TimelineEntry> entries = new ArrayList<>();
    entries.add(entry(next, TimelineEvent.REVISED, pusher, detail));
    if (change.state() == ChangeState.REJECTED) {
      entries.add(
          entry(next, TimelineEvent.REOPENED, pusher, "a new revision answers the rejection"));
    }
    return new Transition.Moved(next, entries);
  }

  /** The change with proposal, comparison and digest replaced together. */
  private static Change compared(Change change, Proposal proposal, Comparison fresh, Instant now) {
    int number = change.revision().number() + (fresh.head().equals(change.head()) ? 0 : 1);
    return change.with(proposal, revision(number, fresh, proposal.promoteTo()), now);
  }

  private static List<String> edits(Proposal old, Proposal proposal) {
    List<String> parts = new ArrayList<>();
    if (!proposal.title().equals(old.title())) {
      parts.add("the title from '" + old.title() + "' to '" + proposal.title() + "'");
    }
    if (!proposal.description().equals(old.description())) {
      parts.add("the description");
    }
    if (!proposal.promoteTo().equals(old.promoteTo())) {
      parts.add("the target from " + old.promoteTo() + " to " + proposal.promoteTo());
    }
    return parts;
  }

  private static Transition branchGone(Change change, Instant now) {
    if (!followsBranch(change)) {
      return new Transition.Stays(change);
    }
    Change next = change.in(ChangeState.CLOSED, now);
    return new Transition.Moved(
        next,
        List.of(
            entry(
                next,
                TimelineEvent.CLOSED,
                TimelineEntry.SERVICE,
                "the branch " + change.branch() + " was deleted without a merge")));
  }

  private static Transition rejected(Change change, ChangeSignal.Rejected signal, Instant now) {
    if (change.state() != ChangeState.OPEN) {
      return refused(change, "rejected");
    }
    Change next = change.in(ChangeState.REJECTED, now);
    return new Transition.Moved(
        next, List.of(entry(next, TimelineEvent.REJECTED, signal.by(), signal.reason())));
  }

  private static Transition mergeStarted(
      Change change, ChangeSignal.MergeStarted signal, Instant now) {
    if (change.state() != ChangeState.OPEN) {
      return refused(change, "merged");
    }
    Change next = change.in(ChangeState.MERGING, now);
    return new Transition.Moved(
        next,
        List.of(
            entry(
                next,
                TimelineEvent.MERGE_STARTED,
                signal.by(),
                "every requirement is met; the approval is attested and the merge is under way")));
  }

  private static Transition mergeFailed(
      Change change, ChangeSignal.MergeFailed signal, Instant now) {
    if (change.state() != ChangeState.MERGING) {
      return new Transition.Stays(change);
    }
    Change next = change.in(ChangeState.OPEN, now);
    return new Transition.Moved(
        next,
        List.of(entry(next, TimelineEvent.MERGE_FAILED, TimelineEntry.SERVICE, signal.reason())));
  }

  private static Transition merged(Change change, ChangeSignal.Merged signal, Instant now) {
    if (change.state() == ChangeState.MERGED) {
      return new Transition.Stays(change);
    }
    Change next = change.mergedAs(signal.commit(), now);
    return new Transition.Moved(
        next,
        List.of(
            entry(
                next,
                TimelineEvent.MERGED,
                TimelineEntry.SERVICE,
                "on main as " + shortId(signal.commit()))));
  }

  private static Transition refused(Change change, String verb) {
    return new Transition.Refused(
        "Change %d is %s and cannot be %s."
            .formatted(change.number(), change.state().wireName(), verb));
  }

  /** While merging, the attested head is what counts; later pushes wait for the outcome. */
  private static boolean followsBranch(Change change) {
    return change.state() == ChangeState.OPEN || change.state() == ChangeState.REJECTED;
  }

  /**
   * Comparisons may arrive out of order. Whatever changes a branch is recorded as its last push
   * first, a moment before the branch points there.
   */
  private static boolean isOlder(Change change, Comparison fresh) {
    Push known = change.revision().comparison().lastPush();
    Push last = fresh.lastPush();
    boolean beforeTheMove =
        last.equals(known)
            && change.head().equals(known.head())
            && !fresh.head().equals(known.head());
    return last.at().isBefore(known.at()) || beforeTheMove;
  }

  private static List<String> pushers(Comparison comparison) {
    return comparison.pushes().stream().map(Push::by).toList();
  }

  private static Revision revision(int number, Comparison comparison, String promoteTo) {
    return new Revision(number, ChangeDigest.of(comparison, promoteTo), comparison.withoutDiffs());
  }

  private static String lastOption(List<Push> pushes, String otherwise) {
    return pushes.stream()
        .map(Push::promoteTo)
        .filter(Objects::nonNull)
        .reduce(otherwise, (before, after) -> after);
  }

  private static TimelineEntry entry(
      Change change, TimelineEvent event, String actor, String detail) {
    return new TimelineEntry(
        event, actor, change.updatedAt(), change.revision().number(), change.digest(), detail);
  }

  private static String shortId(String commit) {
    return commit.substring(0, Math.min(12, commit.length()));
  }
}
