package io.sluice.registry.remote;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.registry.git.BranchArrival;
import io.sluice.registry.push.PushStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is recorded of pushes that were made at the external Git server. */
@ApplicationScoped
class ArrivalStore {
  private static final Duration KEPT = Duration.ofDays(90);
  private static final int MAX_OPEN = 500;
  private static final int MAX_EVENTS = 2_000;

  /** An arrival of which it is not known who made it. */
  record Open(long id, String branch, String head, String ref, String from, String to) {}

  private final PushStore pushes;

  @Inject
  ArrivalStore(PushStore pushes) {
    this.pushes = pushes;
  }

  /** Records that a branch was moved by somebody; before it moves here. */
  Uni<Void> add(BranchArrival arrival, Instant at) {
    return pushes
        .isKnown(arrival.to())
        .chain(
            known ->
                known
                    ? Uni.createFrom().voidItem()
                    : Panache.withTransaction(
                        () ->
                            insert(arrival, at)
                                .chain(() -> pushes.unknown(arrival.branch(), arrival.to(), at))
                                .chain(
                                    () ->
                                        pushes.unknown(arrival.branch(), arrival.pushedTo(), at))));
  }

  private static Uni<Integer> insert(BranchArrival arrival, Instant at) {
    String from = arrival.pushedFrom();
    return execute(
        """
        INSERT INTO git_arrival (branch, head, ref, pushed_from, pushed_to, at)
        VALUES (:branch, :head, :ref, :from, :to, :at) ON CONFLICT DO NOTHING
        """,
        Map.of(
            "branch", arrival.branch(),
            "head", arrival.to(),
            "ref", arrival.ref(),
            "from", from == null ? PushEvent.NOWHERE : from,
            "to", arrival.pushedTo(),
            "at", at));
  }

  /** Arrivals that still lack a pusher. */
  Uni<List<Open>> open() {
    return query(
            """
            SELECT id, branch, head, ref, pushed_from, pushed_to FROM git_arrival
            WHERE NOT resolved ORDER BY id DESC LIMIT %d
            """
                .formatted(MAX_OPEN),
            Map.of())
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Open(
                                ((Number) row[0]).longValue(),
                                (String) row[1],
                                (String) row[2],
                                (String) row[3],
                                (String) row[4],
                                (String) row[5]))
                    .toList());
  }

  /** Writes down who made an arrival. */
  Uni<Void> resolve(Open arrival, List<String> subjects, Instant at) {
    return Panache.withTransaction(
        () ->
            execute(
                    "UPDATE git_arrival SET resolved = true WHERE id = :id",
                    Map.of("id", arrival.id()))
                .chain(() -> pushes.identify(arrival.branch(), arrival.head(), subjects, at))
                .chain(() -> pushes.identify(arrival.branch(), arrival.to(), subjects, at)));
  }

  /** Keeps what a webhook told; the same delivery again changes nothing. */
  Uni<Void> add(PushEvent event, Instant at) {
    return Panache.withTransaction(
        () ->
            execute(
                    """
                    INSERT INTO git_push_event (ref, before_id, after_id, account, received_at)
                    VALUES (:ref, :before, :after, :account, :at) ON CONFLICT DO NOTHING
                    """,
                    Map.of(
                        "ref", event.ref(),
                        "before", event.before(),
                        "after", event.after(),
                        "account", event.account(),
                        "at", at))
                .chain(
                    () ->
                        execute(
                            "DELETE FROM git_push_event WHERE received_at < :old",
                            Map.of("old", at.minus(KEPT))))
                .replaceWithVoid());
  }

  /** Pushes of a ref, newest first. */
  Uni<List<PushEvent>> events(String ref) {
    return query(
            """
            SELECT ref, before_id, after_id, account FROM git_push_event
            WHERE ref = :ref ORDER BY received_at DESC LIMIT %d
            """
                .formatted(MAX_EVENTS),
            Map.of("ref", ref))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new PushEvent(
                                (String) row[0], (String) row[1], (String) row[2], (String) row[3]))
                    .toList());
  }

  /** Since when a commit is held back: since it was first asked for here. */
  Uni<Instant> heldSince(String head, Instant now) {
    return Panache.withTransaction(
            () ->
                execute(
                    "INSERT INTO git_foreign (head, since) VALUES (:head, :now)"
                        + " ON CONFLICT DO NOTHING",
                    Map.of("head", head, "now", now)))
        .chain(
            () ->
                query(
                    "SELECT head, since FROM git_foreign WHERE head = :head", Map.of("head", head)))
        .map(rows -> instant(rows.getFirst()[1]));
  }

  private static Instant instant(Object value) {
    return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
  }

  private static Uni<Integer> execute(String sql, Map<String, Object> parameters) {
    return Panache.getSession()
        .chain(
            session -> {
              Mutiny.Query<Object> query = session.createNativeQuery(sql);
              parameters.forEach(query::setParameter);
              return query.executeUpdate();
            });
  }

  private static Uni<List<Object[]>> query(String sql, Map<String, Object> parameters) {
    return Panache.withSession(
        () ->
            Panache.getSession()
                .chain(
                    session -> {
                      Mutiny.SelectionQuery<Object[]> query =
                          session.createNativeQuery(sql, Object[].class);
                      parameters.forEach(query::setParameter);
                      return query.getResultList();
                    }));
  }
}
