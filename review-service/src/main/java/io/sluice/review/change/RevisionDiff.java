package io.sluice.review.change;

import io.sluice.review.registry.Comparison.FileChange;
import java.util.List;

/**
 * What one revision changes.
 *
 * @param base merge base that the diffs start from
 */
public record RevisionDiff(int revision, String head, String base, List<FileChange> files) {
  public RevisionDiff {
    files = List.copyOf(files);
  }
}
