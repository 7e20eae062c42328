package io.sluice.review.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.change.RevisionDiff;
import io.sluice.review.registry.Comparison.FileChange;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a revision changes, per file and as one text.
 *
 * @param base commit that the difference starts from
 * @param unified all files' unified diffs, as {@code git diff} prints them
 */
public record DiffView(
    long number, int revision, String head, String base, List<File> files, String unified) {

  /**
   * One file's difference.
   *
   * @param change {@code added}, {@code deleted} or {@code modified}
   * @param added lines that come
   * @param removed lines that go
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record File(
      String path,
      String change,
      @Nullable String oldBlob,
      @Nullable String newBlob,
      long added,
      long removed,
      String diff) {

    static File of(FileChange file) {
      String diff = Objects.requireNonNullElse(file.diff(), "");
      return new File(
          file.path(),
          FileView.change(file),
          file.oldBlob(),
          file.newBlob(),
          lines(diff, '+'),
          lines(diff, '-'),
          diff);
    }

    /** Lines of hunks that begin with a sign; the header's +++ and --- come before any hunk. */
    private static long lines(String diff, char sign) {
      return diff.lines()
          .dropWhile(line -> !line.startsWith("@@"))
          .filter(line -> !line.isEmpty() && line.charAt(0) == sign)
          .count();
    }
  }

  static DiffView of(long number, RevisionDiff diff) {
    List<File> files = diff.files().stream().map(File::of).toList();
    String unified = files.stream().map(File::diff).collect(Collectors.joining());
    return new DiffView(number, diff.revision(), diff.head(), diff.base(), files, unified);
  }
}
