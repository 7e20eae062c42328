package io.sluice.review.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.people.PeopleStore;
import io.sluice.review.people.Person;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Approvals in the database; the unique key makes a person count once for a digest. */
@ApplicationScoped
public class ApprovalStore implements PanacheRepository<ApprovalRow> {
  private static final String ADD_ONCE =
      """
      INSERT INTO approval (change_number, approver, digest, teams, approved_at, shown)
      VALUES (:change, :approver, :digest, :teams, :at, :shown)
      ON CONFLICT ON CONSTRAINT approval_once DO NOTHING
      """;

  private final PeopleStore people;
  private final ObjectMapper json;

  @Inject
  ApprovalStore(PeopleStore people, ObjectMapper json) {
    this.people = people;
    this.json = json;
  }

  /** All approvals of a change, of every digest, oldest first. */
  public Uni<Given> of(long change) {
    return find("changeNumber = ?1 order by id", change)
        .list()
        .map(rows -> rows.stream().map(ApprovalStore::read).toList())
        .chain(
            approvals ->
                people
                    .of(approvals.stream().map(Approval::by).collect(Collectors.toSet()))
                    .map(known -> new Given(approvals, known)));
  }

  /** The same for several changes at once, by change number; one without approvals is not there. */
  public Uni<Map<Long, Given>> of(Collection<Long> changes) {
    return find("changeNumber in ?1 order by id", changes)
        .list()
        .chain(
            rows ->
                people
                    .of(rows.stream().map(row -> row.approver).collect(Collectors.toSet()))
                    .map(known -> byChange(rows, known)));
  }

  private static Map<Long, Given> byChange(List<ApprovalRow> rows, Map<String, Person> people) {
    Map<Long, List<Approval>> approvals =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.changeNumber,
                    Collectors.mapping(ApprovalStore::read, Collectors.toList())));
    return approvals.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> new Given(e.getValue(), people)));
  }

  /**
   * An approval with what was shown when it was given.
   *
   * @param shown JSON; null where it was given before that was kept
   */
  record Kept(long id, Approval approval, @Nullable JsonNode shown) {}

  /** Approvals of a change after the given id, oldest first. */
  Uni<List<Kept>> page(long change, long after, int limit) {
    return find("changeNumber = ?1 and id > ?2 order by id", change, after)
        .range(0, limit - 1)
        .list()
        .chain(
            rows ->
                shown(rows.stream().map(row -> row.id).toList())
                    .map(
                        shown ->
                            rows.stream()
                                .map(row -> new Kept(row.id, read(row), shown.get(row.id)))
                                .toList()));
  }

  /** Large, and read by nothing else: the column is no part of the entity. */
  private Uni<Map<Long, JsonNode>> shown(List<Long> ids) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT id, shown FROM approval WHERE id = ANY (:ids)"
                            + " AND shown IS NOT NULL",
                        Object[].class)
                    .setParameter("ids", ids.toArray(Long[]::new))
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .collect(Collectors.toMap(row -> (Long) row[0], row -> json((String) row[1]))));
  }

  private JsonNode json(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was shown cannot be read", e);
    }
  }

  /**
   * Adds an approval; false when the person had approved that digest before.
   *
   * @param shown what was shown of the change, as JSON
   */
  Uni<Boolean> addOnce(long change, Approval approval, String shown) {
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
                    .setParameter("shown", shown)
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
