package io.sluice.review.approval;

import io.sluice.review.change.Change;
import io.smallrye.mutiny.Uni;

/** Knows what a reviewer is shown of a change beside what its digest covers. */
public interface ShownService {
  /** What is shown of a change now, as JSON, from this service's own database. */
  Uni<String> shown(Change change);
}
