package io.sluice.review.approval;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Approvals in the database; the unique key makes a person count once for a digest. */
@ApplicationScoped
public class ApprovalStore implements PanacheRepository<ApprovalRow> {
  private static final String ADD_ONCE =
      """
      INSERT INTO approval (change_number, approver, digest, teams, approved_at)
      VALUES (:change, :approver, :digest, :teams, :at)
      ON CONFLICT ON CONSTRAINT approval_once DO NOTHING
      """;

  /** All approvals of a change, of every digest, oldest first. */
  public Uni<List<Approval>> of(long change) {
    return find("changeNumber = ?1 order by id", change)
        .list()
        .map(rows -> rows.stream().map(ApprovalStore::read).toList());
  }

  /** The same for several changes at once, by change number. */
  public Uni<Map<Long, List<Approval>>> of(Collection<Long> changes) {
    return find("changeNumber in ?1 order by id", changes)
        .list()
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> row.changeNumber,
                            Collectors.mapping(ApprovalStore::read, Collectors.toList()))));
  }

  /** Adds an approval; false when the person had approved that digest before. */
  Uni<Boolean> addOnce(long change, Approval approval) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ADD_ONCE)
                    .setParameter("change", change)
                    .setParameter("approver", approval.by())
                    .setParameter("digest", approval.digest())
                    .setParameter("teams", approval.teams().toArray(String[]::new))
                    .setParameter("at", approval.at())
                    .executeUpdate())
        .map(added -> added == 1);
  }

  /** The person's approval of a digest. */
  Uni<Approval> one(long change, String approver, String digest) {
    return find("changeNumber = ?1 and approver = ?2 and digest = ?3", change, approver, digest)
        .singleResult()
        .map(ApprovalStore::read);
  }

  /** Removes a person's approvals of a change, of whatever digest; returns how many there were. */
  Uni<Long> remove(long change, String approver) {
    return delete("changeNumber = ?1 and approver = ?2", change, approver);
  }

  private static Approval read(ApprovalRow row) {
    return new Approval(row.approver, row.approvedAt, row.digest, Set.of(row.teams));
  }
}
