package io.sluice.registry.push;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The record of pushes. A branch that ends leaves a row with an empty head behind. */
@ApplicationScoped
public class PushStore {
  /** Subject of a push that somebody made, and it is not known who. */
  public static final String UNKNOWN = "";

  private static final String ENDED = "";

  /** Records a push, before the branch moves. */
  public Uni<Void> add(
      String branch, String head, String subject, @Nullable String promoteTo, Instant at) {
    PushRow row = new PushRow();
    row.branch = branch;
    row.head = head;
    row.subject = subject;
    row.promoteTo = promoteTo;
    row.at = at;
    return Panache.withTransaction(
            () -> Panache.getSession().flatMap(session -> session.persist(row)))
        .replaceWithVoid();
  }

  /** Records that a branch was deleted: a later branch of that name is another one. */
  public Uni<Void> ended(String branch, String subject, Instant at) {
    return add(branch, ENDED, subject, null, at);
  }

  /** True when it is known who brought a commit. */
  public Uni<Boolean> isKnown(String head) {
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .flatMap(
                        session ->
                            session
                                .createNativeQuery(
                                    "SELECT id, branch, head, subject, promote_to, at FROM push"
                                        + " WHERE head = :head AND subject <> '' LIMIT 1",
                                    PushRow.class)
                                .setParameter("head", head)
                                .getResultList()))
        .map(rows -> !rows.isEmpty());
  }

  /** Records, once, that somebody brought a commit; within the caller's transaction. */
  public Uni<Void> unknown(String branch, String head, Instant at) {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(
                        """
                        INSERT INTO push (branch, head, subject, at)
                        SELECT :branch, :head, '', :at
                        WHERE NOT EXISTS (SELECT 1 FROM push
                          WHERE branch = :branch AND head = :head AND subject = '')
                        """)
                    .setParameter("branch", branch)
                    .setParameter("head", head)
                    .setParameter("at", at)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Replaces an unknown pusher by who it was; within the caller's transaction. */
  public Uni<Void> identify(String branch, String head, List<String> subjects, Instant at) {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(
                        """
                        WITH gone AS (DELETE FROM push
                          WHERE branch = :branch AND head = :head AND subject = '' RETURNING id)
                        INSERT INTO push (branch, head, subject, at)
                        SELECT :branch, :head, who, :at
                        FROM unnest(string_to_array(:subjects, E'\\n')) AS who
                        WHERE EXISTS (SELECT 1 FROM gone)
                        """)
                    .setParameter("branch", branch)
                    .setParameter("head", head)
                    .setParameter("subjects", String.join("\n", subjects))
                    .setParameter("at", at)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /**
   * Records that a branch was deleted when it was merged, unless that is recorded, or somebody has
   * pushed to it since: asking again after a crash does it once.
   *
   * @param head where the branch was
   */
  public Uni<Void> endedAt(String branch, String head, String subject, Instant at) {
    return Panache.withTransaction(
            () ->
                Panache.getSession()
                    .flatMap(
                        session ->
                            session
                                .createNativeQuery(
                                    """
                                    INSERT INTO push (branch, head, subject, at)
                                    SELECT :branch, '', :subject, :at
                                    WHERE :head = (SELECT head FROM push
                                      WHERE branch = :branch ORDER BY id DESC LIMIT 1)
                                    """)
                                .setParameter("branch", branch)
                                .setParameter("head", head)
                                .setParameter("subject", subject)
                                .setParameter("at", at)
                                .executeUpdate()))
        .replaceWithVoid();
  }

  /**
   * Everyone who had a hand in what a branch brings: who pushed to it since it was made, and who
   * ever pushed one of its commits, under whatever name.
   *
   * @param commits ids of the commits that the branch has beyond main
   * @return oldest first
   */
  public Uni<List<PushRecord>> of(String branch, List<String> commits) {
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .flatMap(
                        session ->
                            session
                                .createNativeQuery(
                                    """
                                    SELECT id, branch, head, subject, promote_to, at FROM push
                                    WHERE head <> '' AND (
                                      head IN (:commits)
                                      OR branch = :branch AND id > coalesce((SELECT max(id)
                                        FROM push WHERE branch = :branch AND head = ''), 0))
                                    ORDER BY id
                                    """,
                                    PushRow.class)
                                .setParameter("branch", branch)
                                .setParameter("commits", commits.isEmpty() ? List.of("-") : commits)
                                .getResultList()))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new PushRecord(row.subject, row.head, row.at, row.promoteTo))
                    .toList());
  }
}
