package io.sluice.review.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.kit.http.Page;
import io.sluice.review.change.RevisionDiff;
import io.sluice.review.registry.Comparison.FileChange;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a revision changes, per file and as one text: one page of its files, by path.
 *
 * @param base commit that the difference starts from
 * @param fileCount files of the whole revision
 * @param unified unified diffs of this page's files, as {@code git diff} prints them
 * @param nextCursor hand it back as {@code ?cursor=} for the next files; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiffView(
    long number,
    int revision,
    String head,
    String base,
    int fileCount,
    List<File> files,
    String unified,
    @Nullable String nextCursor) {

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

  /**
   * One page of a revision.
   *
   * @param after path to start after, or null
   */
  static DiffView of(long number, RevisionDiff diff, @Nullable String after, int limit) {
    Page<File> page = Slices.of(diff.files(), FileChange::path, after, limit, File::of);
    String unified = page.items().stream().map(File::diff).collect(Collectors.joining());
    return new DiffView(
        number,
        diff.revision(),
        diff.head(),
        diff.base(),
        diff.files().size(),
        page.items(),
        unified,
        page.nextCursor());
  }
}
