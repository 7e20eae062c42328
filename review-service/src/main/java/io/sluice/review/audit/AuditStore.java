package io.sluice.review.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Appends and reads; there is no other operation. */
@ApplicationScoped
public class AuditStore implements PanacheRepository<AuditRow> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An entry that has no place in the chain yet. */
  record Unchained(long id, String content, String seal) {}

  /** Where the chain ends. */
  record Head(long sequence, String hash) {}

  /** Adds an entry within the caller's transaction. */
  Uni<Void> add(AuditEvent event, String content, String seal) {
    AuditRow row = new AuditRow();
    row.kind = event.kind();
    row.actor = event.actor();
    row.changeNumber = event.change();
    row.digest = event.digest();
    row.timelineId = event.timelineId();
    row.content = content;
    row.seal = seal;
    return persist(row).replaceWithVoid();
  }

  /** True in one transaction at a time, of whichever replica. */
  Uni<Boolean> lockChain() {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT pg_try_advisory_xact_lock(hashtext('audit_chain'))", Boolean.class)
                    .getSingleResult());
  }

  Uni<Head> head() {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT sequence, hash FROM audit_link ORDER BY sequence DESC LIMIT 1",
                        Object[].class)
                    .getSingleResultOrNull())
        .map(
            row ->
                row == null
                    ? new Head(0, AuditLink.BEGINNING)
                    : new Head(((Number) row[0]).longValue(), (String) row[1]));
  }

  /** Entries without a place, in the order in which they were written. */
  Uni<List<Unchained>> unchained(int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        SELECT e.id, e.content, e.seal FROM audit_entry e
                        LEFT JOIN audit_link l ON l.entry_id = e.id
                        WHERE l.entry_id IS NULL ORDER BY e.id LIMIT :limit
                        """,
                        Object[].class)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        r ->
                            new Unchained(
                                ((Number) r[0]).longValue(), (String) r[1], (String) r[2]))
                    .toList());
  }

  Uni<Long> unchainedCount() {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT (SELECT count(*) FROM audit_entry) - (SELECT count(*) FROM"
                            + " audit_link)",
                        Long.class)
                    .getSingleResult());
  }

  Uni<Void> addLink(long entry, AuditLink link) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "INSERT INTO audit_link (sequence, entry_id, previous, hash)"
                            + " VALUES (:sequence, :entry, :previous, :hash)")
                    .setParameter("sequence", link.sequence())
                    .setParameter("entry", entry)
                    .setParameter("previous", link.previous())
                    .setParameter("hash", link.hash())
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Links after a sequence number, in order; an entry that is gone is there as text. */
  Uni<List<AuditLink>> links(long after, int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        SELECT l.sequence, l.previous, l.hash, coalesce(e.seal, ''),
                               coalesce(e.content, '')
                        FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
                        WHERE l.sequence > :after ORDER BY l.sequence LIMIT :limit
                        """,
                        Object[].class)
                    .setParameter("after", after)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        r ->
                            new AuditLink(
                                ((Number) r[0]).longValue(),
                                (String) r[1],
                                (String) r[2],
                                (String) r[3],
                                entry((String) r[4])))
                    .toList());
  }

  /** Entries of a change of some kinds, oldest first. */
  Uni<List<AuditRow>> of(long change, List<String> kinds) {
    return list("changeNumber = ?1 and kind in ?2 order by id", change, kinds);
  }

  Uni<Boolean> hasStarted() {
    return count("changeNumber is null and kind = ?1", AuditEvent.STARTED).map(n -> n > 0);
  }

  /** What the timeline says and the log does not, oldest first. */
  Uni<List<AuditEvent>> missingFromTimeline(int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        SELECT t.id, t.change_number, replace(lower(t.event), '_', '-'), t.actor,
                               t.at, t.revision, t.digest, t.detail
                        FROM timeline_entry t LEFT JOIN audit_entry e ON e.timeline_id = t.id
                        WHERE e.id IS NULL ORDER BY t.id LIMIT :limit
                        """,
                        Object[].class)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        r ->
                            new AuditEvent(
                                (String) r[2],
                                (String) r[3],
                                (Instant) r[4],
                                ((Number) r[1]).longValue(),
                                ((Number) r[5]).intValue(),
                                (String) r[6],
                                (String) r[7],
                                ((Number) r[0]).longValue()))
                    .toList());
  }

  /** Rows that say something was decided, and of which the log knows nothing. */
  Uni<List<String>> unwitnessed(int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        SELECT 'approval of ' || a.approver || ' for change ' || a.change_number
                        FROM approval a WHERE NOT EXISTS (
                            SELECT 1 FROM audit_entry e WHERE e.change_number = a.change_number
                            AND e.kind = 'approved' AND e.actor = a.approver
                            AND e.digest = a.digest)
                        UNION ALL
                        SELECT 'change ' || c.number || ' is merged'
                        FROM change_request c WHERE c.state = 'MERGED' AND NOT EXISTS (
                            SELECT 1 FROM audit_entry e WHERE e.change_number = c.number
                            AND e.kind = 'merged')
                        LIMIT :limit
                        """,
                        String.class)
                    .setParameter("limit", limit)
                    .getResultList());
  }

  private static JsonNode entry(String content) {
    try {
      return JSON.readTree(content);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(content); // it was changed by hand; the check says so
    }
  }
}
