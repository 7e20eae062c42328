package io.sluice.review.merge;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.merge.MergeIntent.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Merge intents in the database; a change has at most one active. */
@ApplicationScoped
public class MergeIntentStore implements PanacheRepository<MergeIntentRow> {

  /** Records a decision and returns it with its id. */
  Uni<MergeIntent> add(MergeIntent intent, String head, Instant now) {
    MergeIntentRow row = new MergeIntentRow();
    row.changeNumber = intent.change();
    row.state = intent.state();
    row.digest = intent.digest();
    row.head = head;
    row.parent = intent.parent();
    row.mergedBy = intent.mergedBy();
    row.mergedAt = intent.mergedAt();
    row.attestation = intent.attestation();
    row.glassReason = intent.glassReason();
    row.attempts = 1;
    row.touchedAt = now;
    return persistAndFlush(row).map(MergeIntentStore::read);
  }

  /** The change's intent that is still to be carried out. */
  Uni<Optional<MergeIntent>> active(long change) {
    return find("changeNumber = ?1 and state = ?2", change, State.ACTIVE)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(MergeIntentStore::read));
  }

  /** Intents that are being carried out, oldest first. */
  Uni<List<MergeIntent>> underWay(int limit) {
    return find("state = ?1 order by id", State.ACTIVE)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(MergeIntentStore::read).toList());
  }

  /** The change's newest intent. */
  Uni<Optional<MergeIntent>> newest(long change) {
    return find("changeNumber = ?1 order by id desc", change)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(MergeIntentStore::read));
  }

  /** Active intents that nobody has worked on since the given time, oldest first. */
  Uni<List<MergeIntent>> abandoned(Instant since, int limit) {
    return find("state = ?1 and touchedAt < ?2 order by id", State.ACTIVE, since)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(MergeIntentStore::read).toList());
  }

  /** Takes an abandoned intent over; false when somebody else was faster. */
  Uni<Boolean> claim(long id, Instant since, Instant now) {
    return update(
            "touchedAt = ?1, attempts = attempts + 1 where id = ?2 and state = ?3 and touchedAt < ?4",
            now,
            id,
            State.ACTIVE,
            since)
        .map(updated -> updated == 1);
  }

  /** Aims an active intent at another head of main. */
  Uni<Void> moveOnto(long id, String parent, Instant now) {
    return update(
            "parent = ?1, touchedAt = ?2, attempts = attempts + 1 where id = ?3 and state = ?4",
            parent,
            now,
            id,
            State.ACTIVE)
        .replaceWithVoid();
  }

  /**
   * Ends an active intent; false when it had ended before.
   *
   * @param outcome the merge commit, or why there is none
   */
  Uni<Boolean> end(long id, State state, String outcome, Instant now) {
    return update(
            "state = ?1, outcome = ?2, touchedAt = ?3 where id = ?4 and state = ?5",
            state,
            outcome,
            now,
            id,
            State.ACTIVE)
        .map(updated -> updated == 1);
  }

  private static MergeIntent read(MergeIntentRow row) {
    return new MergeIntent(
        row.id,
        row.changeNumber,
        row.state,
        row.digest,
        row.parent,
        row.mergedBy,
        row.mergedAt,
        row.attestation,
        row.glassReason);
  }
}
