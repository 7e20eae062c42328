package io.sluice.review.checklist;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.checklist.Statement.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Statements in the database: one for each person, item and kind of a change. */
@ApplicationScoped
public class StatementStore implements PanacheRepository<StatementRow> {

  /** Everything that was said about some changes, oldest first, by change number. */
  Uni<Map<Long, List<Statement>>> of(Collection<Long> changes) {
    return find("changeNumber in ?1 order by statedAt, id", changes)
        .list()
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> row.changeNumber,
                            Collectors.mapping(StatementStore::read, Collectors.toList()))));
  }

  /** Records a statement in place of what the same person said before, in a locked change. */
  Uni<Void> put(long change, Statement statement) {
    return one(change, statement.item(), statement.kind(), statement.by())
        .chain(
            rows -> {
              StatementRow row = rows.isEmpty() ? new StatementRow() : rows.getFirst();
              row.changeNumber = change;
              row.item = statement.item();
              row.kind = statement.kind();
              row.statedBy = statement.by();
              row.digest = statement.digest();
              row.note = statement.note();
              row.link = statement.link();
              row.onCall = statement.onCall();
              row.roles = statement.roles().toArray(String[]::new);
              row.statedAt = statement.at();
              return persist(row).replaceWithVoid();
            });
  }

  /** Takes a person's statement back; false when there was none. */
  Uni<Boolean> remove(long change, ChecklistItem item, Kind kind, String by) {
    return delete(
            "changeNumber = ?1 and item = ?2 and kind = ?3 and statedBy = ?4",
            change,
            item,
            kind,
            by)
        .map(removed -> removed > 0);
  }

  private Uni<List<StatementRow>> one(long change, ChecklistItem item, Kind kind, String by) {
    return list(
        "changeNumber = ?1 and item = ?2 and kind = ?3 and statedBy = ?4", change, item, kind, by);
  }

  private static Statement read(StatementRow row) {
    return new Statement(
        row.item,
        row.kind,
        row.statedBy,
        row.digest,
        row.note,
        row.link,
        row.onCall,
        Set.of(row.roles),
        row.statedAt);
  }
}
