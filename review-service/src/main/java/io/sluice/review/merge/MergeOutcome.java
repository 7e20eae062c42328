package io.sluice.review.merge;

import io.sluice.kit.problem.ProblemException;
import io.sluice.review.change.Change;

/** What became of a decided merge so far. */
sealed interface MergeOutcome {
  /** The change is on main. */
  record Merged(Change change) implements MergeOutcome {}

  /** The intent is on record and will be finished; nobody knows yet whether it is on main. */
  record Pending(Change change) implements MergeOutcome {}

  /** It will not be merged as attested; the change is open again. */
  record Failed(ProblemException why) implements MergeOutcome {}
}
