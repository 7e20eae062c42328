package io.sluice.review.overview;

import io.sluice.review.registry.Comparison.FileChange;

/**
 * A changed file, in a word.
 *
 * @param change {@code added}, {@code deleted} or {@code modified}
 */
public record FileView(String path, String change) {
  static FileView of(FileChange file) {
    return new FileView(file.path(), change(file));
  }

  static String change(FileChange file) {
    if (file.oldBlob() == null) {
      return "added";
    }
    return file.newBlob() == null ? "deleted" : "modified";
  }
}
