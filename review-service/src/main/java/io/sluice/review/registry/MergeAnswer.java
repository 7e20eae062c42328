package io.sluice.review.registry;

import io.sluice.kit.problem.ProblemDetail;
import java.util.List;

/**
 * What the registry made of an attested merge. No answer at all is not among these: then nobody
 * knows, and asking again is safe because the merge commit is a function of the request.
 */
public sealed interface MergeAnswer {
  /** It is on main as this commit, by this request or an earlier one. */
  record Merged(String commit) implements MergeAnswer {}

  /** It is not on main, and main is no longer the expected parent. */
  record MainMoved() implements MergeAnswer {}

  /** It will never be merged as attested. */
  record Refused(String detail, List<ProblemDetail> reasons) implements MergeAnswer {}
}
