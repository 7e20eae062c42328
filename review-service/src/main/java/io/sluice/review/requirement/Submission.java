package io.sluice.review.requirement;

import io.sluice.review.approval.Approval;
import io.sluice.review.approval.Approval.Circumstances;
import io.sluice.review.approval.Approval.Standing;
import io.sluice.review.approval.Given;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeDigest;
import io.sluice.review.people.Person;
import io.sluice.review.policy.PolicyInForce;
import io.sluice.review.registry.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts that requirements are decided on, and nothing else.
 *
 * @param promoteTo the wanted environment, or {@code none}
 * @param digest the change's digest now
 * @param contributors everyone who may not approve
 * @param approvals all that were ever given to the change and not withdrawn
 * @param gates what the deployment checklist requires of it, decided on the same facts
 * @param people what is known now of those who approved, by subject
 * @param now the moment for which is decided
 */
public record Submission(
    Comparison comparison,
    String promoteTo,
    String digest,
    Set<String> contributors,
    List<Approval> approvals,
    List<Gate> gates,
    Map<String, Person> people,
    Instant now) {
  public Submission {
    contributors = Set.copyOf(contributors);
    approvals = List.copyOf(approvals);
    gates = List.copyOf(gates);
    people = Map.copyOf(people);
  }

  /** The facts of a change as it is stored now. */
  public static Submission of(Change change, Given given, List<Gate> gates, Instant now) {
    return of(change, change.revision().comparison(), given, gates, now);
  }

  /** The facts of a change against a comparison that is newer than the stored one. */
  public static Submission of(
      Change change, Comparison fresh, Given given, List<Gate> gates, Instant now) {
    Set<String> contributors = new HashSet<>(change.contributors());
    fresh.pushes().forEach(push -> contributors.add(push.by()));
    String promoteTo = change.proposal().promoteTo();
    return new Submission(
        fresh,
        promoteTo,
        ChangeDigest.of(fresh, promoteTo),
        contributors,
        given.approvals(),
        gates,
        given.people(),
        now);
  }

  /** The same with other approvals, for trying what they would do. */
  public Submission with(List<Approval> others, Map<String, Person> known) {
    return new Submission(comparison, promoteTo, digest, contributors, others, gates, known, now);
  }

  /** The same with somebody more who may not approve. */
  public Submission withContributor(String subject) {
    Set<String> all = new HashSet<>(contributors);
    all.add(subject);
    return new Submission(comparison, promoteTo, digest, all, approvals, gates, people, now);
  }

  /** The rules of main that apply; empty when the registry did not say what they are. */
  public Optional<PolicyInForce> policy() {
    return PolicyInForce.of(comparison, promoteTo, Change.NO_ENVIRONMENT);
  }

  /** Approvals that count for the digest, one for each person. */
  public List<Approval> countingApprovals() {
    return judged().stream()
        .filter(
            judged ->
                switch (judged.standing()) {
                  case Standing.Counts counts -> true;
                  case Standing.Void nothing -> false;
                })
        .map(Judged::approval)
        .toList();
  }

  /** An approval and where it stands. */
  public record Judged(Approval approval, Standing standing) {}

  /** Every approval with where it stands, oldest first. */
  public List<Judged> judged() {
    Optional<Duration> expiry = policy().flatMap(PolicyInForce::approvalsExpire);
    Circumstances circumstances = new Circumstances(digest, contributors, expiry, now);
    return approvals.stream()
        .map(
            approval ->
                new Judged(approval, approval.standing(circumstances, person(approval.by()))))
        .toList();
  }

  /** What is known of somebody now; null when nothing is. */
  @Nullable Person person(String subject) {
    return people.get(subject);
  }
}
