package io.sluice.registry.moving;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.imports.Note;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an import did, or would do.
 *
 * @param branch the branch that carries it; null when there is nothing to carry
 * @param change number of the change request; null when there is none, or none yet
 * @param url where the change request is, or will be
 * @param entries every entry of the source, in its order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportReport(
    boolean dryRun,
    String format,
    int total,
    int create,
    int update,
    int unchanged,
    int refused,
    @Nullable String branch,
    @Nullable String head,
    @Nullable Integer change,
    @Nullable String url,
    String message,
    List<Entry> entries) {

  /** One entry of the source; lists that are empty are left out. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Entry(
      String source,
      String title,
      String id,
      ImportAction action,
      List<ProblemDetail> findings,
      List<ProblemDetail> warnings,
      List<Note> notCarriedOver,
      List<String> remarks) {
    static Entry of(PlannedEntry entry) {
      return new Entry(
          entry.source(),
          entry.title(),
          entry.id(),
          entry.action(),
          entry.findings(),
          entry.warnings(),
          entry.notCarriedOver(),
          entry.remarks());
    }
  }

  static ImportReport of(
      boolean dryRun,
      String format,
      List<PlannedEntry> entries,
      @Nullable String branch,
      @Nullable String head,
      @Nullable Integer change,
      @Nullable String url,
      String message) {
    return new ImportReport(
        dryRun,
        format,
        entries.size(),
        count(entries, ImportAction.CREATE),
        count(entries, ImportAction.UPDATE),
        count(entries, ImportAction.UNCHANGED),
        count(entries, ImportAction.REFUSED),
        branch,
        head,
        change,
        url,
        message,
        entries.stream().map(Entry::of).toList());
  }

  private static int count(List<PlannedEntry> entries, ImportAction action) {
    return (int) entries.stream().filter(entry -> entry.action() == action).count();
  }
}
