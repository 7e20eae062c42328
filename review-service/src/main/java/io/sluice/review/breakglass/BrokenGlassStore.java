package io.sluice.review.breakglass;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.review.breakglass.BrokenGlass.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Broken glasses in the database, at most one for a change. */
@ApplicationScoped
public class BrokenGlassStore implements PanacheRepositoryBase<BrokenGlassRow, Long> {
  private static final String OWE =
      """
      INSERT INTO broken_glass (change_number, broken_by, reason, broken_at, due_at, state)
      VALUES (:change, :by, :reason, :at, :due, 'OWED')
      ON CONFLICT DO NOTHING
      """;

  /** Records the debt; false when it was on record before. */
  public Uni<Boolean> owe(long change, String by, String reason, Instant at, Instant due) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(OWE)
                    .setParameter("change", change)
                    .setParameter("by", by)
                    .setParameter("reason", reason)
                    .setParameter("at", at)
                    .setParameter("due", due)
                    .executeUpdate())
        .map(added -> added == 1);
  }

  /** The change's, if its glass was broken. */
  public Uni<Optional<BrokenGlass>> of(long change) {
    return findById(change).map(row -> Optional.ofNullable(row).map(BrokenGlassStore::read));
  }

  /** Those that are not settled, those that are due first first. */
  public Uni<List<BrokenGlass>> unsettled(int limit) {
    return find("endedAt is null order by dueAt, changeNumber")
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(BrokenGlassStore::read).toList());
  }

  /** Below a change's number, newest first. */
  public Uni<List<BrokenGlass>> page(long below, int limit) {
    return find("changeNumber < ?1 order by changeNumber desc", below)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(BrokenGlassStore::read).toList());
  }

  /** Goes on from one state to the next; false when somebody else was faster. */
  public Uni<Boolean> move(long change, State from, State to, String note, Instant now) {
    boolean over = to == State.REVIEWED || to == State.ROLLED_BACK;
    return update(
            "state = ?1, note = ?2, endedAt = ?3 where changeNumber = ?4 and state = ?5",
            to,
            note,
            over ? now : null,
            change,
            from)
        .map(moved -> moved == 1);
  }

  /** Says what keeps it from being settled. */
  public Uni<Void> note(long change, String note) {
    return update("note = ?1 where changeNumber = ?2 and endedAt is null", note, change)
        .replaceWithVoid();
  }

  private static BrokenGlass read(BrokenGlassRow row) {
    return new BrokenGlass(
        row.changeNumber,
        row.brokenBy,
        row.reason,
        row.brokenAt,
        row.dueAt,
        row.state,
        row.endedAt,
        row.note);
  }
}
