package io.sluice.review.people;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Caller;
import io.sluice.kit.security.Roles;
import io.sluice.review.ReviewProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jboss.logging.Logger;

/** Takes rights away from people at once, without waiting for their tokens to expire. */
@ApplicationScoped
public class PeopleService {
  private static final Logger LOG = Logger.getLogger(PeopleService.class);

  private final PeopleStore people;
  private final Clock clock;

  @Inject
  PeopleService(PeopleStore people, Clock clock) {
    this.people = people;
    this.clock = clock;
  }

  /** What is known of somebody; nothing beside the name when they never showed a token. */
  Uni<Person> get(String subject) {
    return Panache.withSession(() -> known(subject));
  }

  /** Takes a right away, from the next decision on. Doing it twice is no error. */
  Uni<Person> withdraw(String subject, Right right, Caller operator) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return Panache.withTransaction(
        () ->
            requireOperator(operator)
                .chain(() -> people.withdraw(subject, right, operator.subject(), now))
                .invoke(
                    isNew -> {
                      if (isNew) {
                        LOG.warnf("%s withdrew %s from %s", operator.subject(), right, subject);
                      }
                    })
                .chain(() -> known(subject)));
  }

  /** Gives a right back; nobody can do that for themselves. */
  Uni<Person> restore(String subject, Right right, Caller operator) {
    if (subject.equals(operator.subject())) {
      throw new ProblemException(
          ReviewProblem.OWN_RIGHT, "Somebody else has to give you back what was taken from you.");
    }
    return Panache.withTransaction(
        () ->
            requireOperator(operator)
                .chain(() -> people.restore(subject, right))
                .invoke(
                    was -> {
                      if (was) {
                        LOG.warnf("%s gave %s back to %s", operator.subject(), right, subject);
                      }
                    })
                .chain(() -> known(subject)));
  }

  /** The token says operator; the directory may know better. */
  private Uni<Void> requireOperator(Caller operator) {
    if (operator.isMachine()) {
      throw new ProblemException(
          ReviewProblem.MACHINE_APPROVAL,
          "Your token is an application's or a service's; a person has to decide.");
    }
    return people
        .one(operator.subject())
        .invoke(
            found ->
                found
                    .flatMap(person -> person.lacks(Roles.OPERATOR))
                    .ifPresent(
                        why -> {
                          throw new ProblemException(ReviewProblem.RIGHT_LOST, why + ".");
                        }))
        .replaceWithVoid();
  }

  private Uni<Person> known(String subject) {
    return people
        .one(subject)
        .map(
            found ->
                found.orElseGet(
                    () ->
                        new Person(
                            subject, Set.of(), Set.of(), Instant.EPOCH, Set.of(), Set.of())));
  }
}
