package io.sluice.registry.performance;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The performance record in PostgreSQL. */
@ApplicationScoped
public class PerformanceStore {
  Uni<Void> add(String prompt, PerformanceNote note) {
    PerformanceRow row = new PerformanceRow();
    row.prompt = prompt;
    row.version = note.version();
    row.metric = note.metric();
    row.value = note.value();
    row.unit = note.unit();
    row.sampleSize = note.sampleSize();
    row.measuredOn = note.measuredOn();
    row.note = note.note();
    row.recordedBy = note.recordedBy();
    row.recordedAt = note.recordedAt();
    return Panache.withTransaction(
            () -> Panache.getSession().flatMap(session -> session.persist(row)))
        .replaceWithVoid();
  }

  /**
   * Measurements of a prompt, newest recorded first.
   *
   * @param cursorKey what a cursor of an earlier page says, or null
   * @throws ProblemException 400 when that was not made here
   */
  public Uni<Page<PerformanceNote>> page(
      String prompt, PerformanceFilter filter, @Nullable String cursorKey, int limit) {
    StringBuilder query = new StringBuilder("from PerformanceRow where prompt = :prompt");
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("prompt", prompt);
    if (!filter.metric().isEmpty()) {
      query.append(" and metric = :metric");
      parameters.put("metric", filter.metric());
    }
    Integer version = filter.version();
    if (version != null) {
      query.append(" and version = :version");
      parameters.put("version", version);
    }
    if (cursorKey != null) {
      query.append(" and id < :below");
      parameters.put("below", below(cursorKey));
    }
    query.append(" order by id desc");
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .flatMap(
                        session -> {
                          Mutiny.SelectionQuery<PerformanceRow> rows =
                              session.createSelectionQuery(query.toString(), PerformanceRow.class);
                          parameters.forEach(rows::setParameter);
                          return rows.setMaxResults(limit + 1).getResultList();
                        }))
        .map(rows -> Page.of(rows, limit, row -> String.valueOf(row.id), PerformanceStore::note));
  }

  private static long below(String cursorKey) {
    if (!cursorKey.matches("[1-9][0-9]{0,17}")) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
    return Long.parseLong(cursorKey);
  }

  private static PerformanceNote note(PerformanceRow row) {
    return new PerformanceNote(
        row.version,
        row.metric,
        row.value,
        row.unit,
        row.sampleSize,
        row.measuredOn,
        row.note,
        row.recordedBy,
        row.recordedAt);
  }
}
