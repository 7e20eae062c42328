package io.sluice.registry.moving;

import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.imports.Note;
import java.util.List;
import java.util.Map;

/**
 * What becomes of one entry of the source.
 *
 * @param source file, with {@code :line} or {@code #name} where it holds several
 * @param id prompt id here
 * @param findings why it is refused; empty unless it is
 * @param warnings what is worth a second look
 * @param notCarriedOver what the source has and the entry has not, line by line
 * @param remarks what was decided about it
 * @param files path to text that it writes; empty unless it is created or updated
 */
record PlannedEntry(
    String source,
    String title,
    String id,
    ImportAction action,
    List<ProblemDetail> findings,
    List<ProblemDetail> warnings,
    List<Note> notCarriedOver,
    List<String> remarks,
    Map<String, String> files) {}
