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
