package io.sluice.registry.performance;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The performance record in PostgreSQL. */
@ApplicationScoped
public class PerformanceStore {
  private static final int MAX_NOTES = 200;

  Uni<Void> add(String prompt, PerformanceNote note) {
    PerformanceRow row = new PerformanceRow();
    row.prompt = prompt;
    row.version = note.version();
    row.metric = note.metric();
    row.value = note.value();
    row.sampleSize = note.sampleSize();
    row.measuredOn = note.measuredOn();
    row.note = note.note();
    row.recordedBy = note.recordedBy();
    row.recordedAt = note.recordedAt();
    return Panache.withTransaction(
            () -> Panache.getSession().flatMap(session -> session.persist(row)))
        .replaceWithVoid();
  }

  /** The newest 200 measurements of a prompt, newest first. */
  public Uni<List<PerformanceNote>> of(String prompt) {
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .flatMap(
                        session ->
                            session
                                .createSelectionQuery(
                                    "from PerformanceRow where prompt = :prompt order by id desc",
                                    PerformanceRow.class)
                                .setParameter("prompt", prompt)
                                .setMaxResults(MAX_NOTES)
                                .getResultList()))
        .map(rows -> rows.stream().map(PerformanceStore::note).toList());
  }

  private static PerformanceNote note(PerformanceRow row) {
    return new PerformanceNote(
        row.version,
        row.metric,
        row.value,
        row.sampleSize,
        row.measuredOn,
        row.note,
        row.recordedBy,
        row.recordedAt);
  }
}
