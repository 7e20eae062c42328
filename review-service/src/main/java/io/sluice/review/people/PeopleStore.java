package io.sluice.review.people;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The directory of people in the database. */
@ApplicationScoped
public class PeopleStore implements PanacheRepositoryBase<PersonRow, String> {
  /** Only a newer token changes what is known: an old one that is used again says nothing new. */
  static final String SEEN =
      """
      INSERT INTO person (subject, roles, teams, token_issued_at, token_expires_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (subject) DO UPDATE SET
        roles = excluded.roles,
        teams = excluded.teams,
        token_issued_at = excluded.token_issued_at,
        token_expires_at = excluded.token_expires_at
      WHERE person.token_issued_at <= excluded.token_issued_at
      """;

  private static final String WITHDRAW =
      """
      INSERT INTO withdrawn_right (subject, kind, name, withdrawn_by, withdrawn_at)
      VALUES (:subject, :kind, :name, :by, :at)
      ON CONFLICT DO NOTHING
      """;

  /** What is known of some people, by subject; whoever was never seen is not there. */
  public Uni<Map<String, Person>> of(Collection<String> subjects) {
    if (subjects.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return find("subject in ?1", subjects)
        .list()
        .chain(rows -> withdrawn(subjects).map(withdrawn -> read(rows, withdrawn)));
  }

  /** What is known of somebody. */
  public Uni<Optional<Person>> one(String subject) {
    return of(Set.of(subject)).map(known -> Optional.ofNullable(known.get(subject)));
  }

  /** The same; whoever was never seen has no right at all. */
  public Uni<Person> oneOrStranger(String subject) {
    return one(subject)
        .map(
            found ->
                found.orElseGet(
                    () ->
                        new Person(
                            subject, Set.of(), Set.of(), Instant.EPOCH, Set.of(), Set.of())));
  }

  /** Takes a right away; false when it was taken before. */
  Uni<Boolean> withdraw(String subject, Right right, String by, Instant at) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(WITHDRAW)
                    .setParameter("subject", subject)
                    .setParameter("kind", right.kind().name())
                    .setParameter("name", right.name())
                    .setParameter("by", by)
                    .setParameter("at", at)
                    .executeUpdate())
        .map(added -> added == 1);
  }

  /** Gives a right back; false when it was not taken. */
  Uni<Boolean> restore(String subject, Right right) {
    return getSession()
        .chain(
            session ->
                session
                    .createMutationQuery("delete from WithdrawalRow where id = :id")
                    .setParameter("id", new WithdrawalRow.Key(subject, right.kind(), right.name()))
                    .executeUpdate())
        .map(removed -> removed == 1);
  }

  private Uni<List<WithdrawalRow>> withdrawn(Collection<String> subjects) {
    return getSession()
        .chain(
            session ->
                session
                    .createSelectionQuery(
                        "from WithdrawalRow where id.subject in :subjects", WithdrawalRow.class)
                    .setParameter("subjects", subjects)
                    .getResultList());
  }

  private static Map<String, Person> read(List<PersonRow> rows, List<WithdrawalRow> withdrawn) {
    Map<String, Person> people = new HashMap<>();
    Map<String, List<WithdrawalRow>> lost =
        withdrawn.stream().collect(Collectors.groupingBy(row -> row.id.subject()));
    for (PersonRow row : rows) {
      List<WithdrawalRow> theirs = lost.getOrDefault(row.subject, List.of());
      people.put(
          row.subject,
          new Person(
              row.subject,
              Set.of(row.roles),
              Set.of(row.teams),
              row.tokenIssuedAt,
              names(theirs, Right.Kind.ROLE),
              names(theirs, Right.Kind.TEAM)));
    }
    // Somebody who was never seen can still have lost something.
    lost.forEach(
        (subject, theirs) ->
            people.computeIfAbsent(
                subject,
                nobody ->
                    new Person(
                        subject,
                        Set.of(),
                        Set.of(),
                        Instant.EPOCH,
                        names(theirs, Right.Kind.ROLE),
                        names(theirs, Right.Kind.TEAM))));
    return people;
  }

  private static Set<String> names(List<WithdrawalRow> rows, Right.Kind kind) {
    return rows.stream()
        .filter(row -> row.id.kind() == kind)
        .map(row -> row.id.name())
        .collect(Collectors.toSet());
  }
}
