package io.sluice.review.people;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A person as an operator sees them.
 *
 * @param roles as their newest token states them
 * @param tokenIssuedAt when that was issued; null when they never showed one
 * @param mayReview whether their approvals count now
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PersonView(
    String subject,
    SortedSet<String> roles,
    SortedSet<String> teams,
    @Nullable Instant tokenIssuedAt,
    SortedSet<String> withdrawnRoles,
    SortedSet<String> withdrawnTeams,
    boolean mayReview) {
  static PersonView of(Person person) {
    return new PersonView(
        person.subject(),
        new TreeSet<>(person.roles()),
        new TreeSet<>(person.teams()),
        person.tokenIssuedAt().equals(Instant.EPOCH) ? null : person.tokenIssuedAt(),
        new TreeSet<>(person.withdrawnRoles()),
        new TreeSet<>(person.withdrawnTeams()),
        person.mayNotReview().isEmpty());
  }
}
