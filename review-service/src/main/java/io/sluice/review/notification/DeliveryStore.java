package io.sluice.review.notification;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.notification.DeliveryRow.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries, those to come and those that were. */
@ApplicationScoped
public class DeliveryStore implements PanacheRepository<DeliveryRow> {

  /** A delivery to make now. */
  record Due(long id, String messageId, String content, int attempts) {}

  /** Adds a delivery within the caller's transaction; the same message again adds nothing. */
  Uni<Void> add(
      String channel, Kind kind, long change, String messageId, String content, Instant now) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        INSERT INTO notification_delivery (channel, kind, change_number, message_id,
                            content, state, attempts, created_at, due_at)
                        VALUES (:channel, :kind, :change, :message, :content, 'PENDING', 0, :now,
                            :now)
                        ON CONFLICT (channel, message_id) DO NOTHING
                        """)
                    .setParameter("channel", channel)
                    .setParameter("kind", kind.wireName())
                    .setParameter("change", change)
                    .setParameter("message", messageId)
                    .setParameter("content", content)
                    .setParameter("now", now)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /**
   * Takes due deliveries of a channel, so that no other replica makes them before {@code until}.
   */
  Uni<List<Due>> claim(String channel, Instant now, Instant until, int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        UPDATE notification_delivery SET due_at = :until, attempts = attempts + 1
                        WHERE id IN (
                            SELECT id FROM notification_delivery
                            WHERE channel = :channel AND state = 'PENDING' AND due_at <= :now
                            ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED)
                        RETURNING id, message_id, content, attempts
                        """,
                        Object[].class)
                    .setParameter("until", until)
                    .setParameter("channel", channel)
                    .setParameter("now", now)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        r ->
                            new Due(
                                ((Number) r[0]).longValue(),
                                (String) r[1],
                                (String) r[2],
                                ((Number) r[3]).intValue()))
                    .toList());
  }

  Uni<Void> delivered(long id, Instant now) {
    return update(
            "state = ?1, endedAt = ?2, lastError = null where id = ?3", State.DELIVERED, now, id)
        .replaceWithVoid();
  }

  /** Notes a failure; without a time to try again the delivery is dead. */
  Uni<Void> failed(long id, String error, @Nullable Instant again, Instant now) {
    return (again == null
            ? update(
                "state = ?1, endedAt = ?2, lastError = ?3 where id = ?4",
                State.DEAD,
                now,
                error,
                id)
            : update("dueAt = ?1, lastError = ?2 where id = ?3", again, error, id))
        .replaceWithVoid();
  }

  /** Makes a delivery that ended be tried anew; false when there is none that ended. */
  Uni<Boolean> again(long id, Instant now) {
    return update(
            "state = ?1, attempts = 0, dueAt = ?2, endedAt = null where id = ?3 and state <> ?1",
            State.PENDING,
            now,
            id)
        .map(changed -> changed == 1);
  }

  /** Deliveries below an id, newest first. */
  Uni<List<DeliveryRow>> page(@Nullable State state, long below, int limit) {
    return (state == null
            ? find("id < ?1 order by id desc", below)
            : find("id < ?1 and state = ?2 order by id desc", below, state))
        .range(0, limit - 1)
        .list();
  }

  /**
   * What a message says of a change.
   *
   * @param title empty text when there is no such change
   * @param owners of the prompts that it changes, each once
   */
  record About(String title, List<String> owners) {}

  Uni<About> about(long change) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        SELECT c.title, (
                            SELECT string_agg(DISTINCT p ->> 'owner', E'\\n')
                            FROM json_array_elements(
                              CASE json_typeof(c.comparison::json -> 'prompts')
                                WHEN 'array' THEN c.comparison::json -> 'prompts'
                                ELSE '[]' END) p)
                        FROM change_request c WHERE c.number = :number
                        """,
                        Object[].class)
                    .setParameter("number", change)
                    .getSingleResultOrNull())
        .map(row -> row == null ? new About("", List.of()) : about(row));
  }

  private static About about(Object[] row) {
    return new About(
        (String) row[0], row[1] == null ? List.of() : ((String) row[1]).lines().toList());
  }

  /** An open change that nobody approved since a moment. */
  record Waiting(long change, int revision, String digest, String author) {}

  Uni<List<Waiting>> overdue(Instant before, int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        SELECT c.number, c.revision, c.digest, c.author FROM change_request c
                        WHERE c.state = 'OPEN' AND c.updated_at < :before
                          AND NOT EXISTS (SELECT 1 FROM approval a
                              WHERE a.change_number = c.number AND a.digest = c.digest)
                          AND NOT EXISTS (SELECT 1 FROM notification_delivery d
                              WHERE d.message_id = 'overdue-' || c.number || '-' || c.revision)
                        ORDER BY c.number LIMIT :limit
                        """,
                        Object[].class)
                    .setParameter("before", before)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        r ->
                            new Waiting(
                                ((Number) r[0]).longValue(),
                                ((Number) r[1]).intValue(),
                                (String) r[2],
                                (String) r[3]))
                    .toList());
  }
}
