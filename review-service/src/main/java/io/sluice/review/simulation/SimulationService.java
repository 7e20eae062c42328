package io.sluice.review.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.approval.ApprovalStore;
import io.sluice.review.audit.AuditService;
import io.sluice.review.change.ChangeService;
import io.sluice.review.checklist.ChecklistService;
import io.sluice.review.people.PeopleStore;
import io.sluice.review.people.Person;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Policy;
import io.sluice.review.requirement.Submission;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what a simulation is decided on. */
@ApplicationScoped
public class SimulationService {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final ChangeService changes;
  private final ApprovalStore approvals;
  private final ChecklistService checklists;
  private final PeopleStore people;
  private final AuditService audit;

  @Inject
  SimulationService(
      ChangeService changes,
      ApprovalStore approvals,
      ChecklistService checklists,
      PeopleStore people,
      AuditService audit) {
    this.audit = audit;
    this.changes = changes;
    this.approvals = approvals;
    this.checklists = checklists;
    this.people = people;
  }

  Uni<SimulationView> simulate(SimulationRequest request) {
    Instant at = Objects.requireNonNullElse(request.at(), changes.now());
    Set<String> subjects =
        request.candidates().stream()
            .map(SimulationRequest.Candidate::subject)
            .collect(Collectors.toSet());
    return submission(request, at)
        .chain(
            submission ->
                Panache.withSession(() -> people.of(subjects))
                    .map(
                        known ->
                            SimulationView.of(
                                Simulation.of(submission, candidates(request, known)), at)));
  }

  private Uni<Submission> submission(SimulationRequest request, Instant at) {
    Long number = request.change();
    SimulationRequest.Hypothesis hypothesis = request.hypothesis();
    Policy policy = request.policy() == null ? null : policy(request.policy());
    if (hypothesis != null && number == null) {
      if (policy == null) {
        throw invalid("A hypothesis needs a 'policy', the text of a sluice.yaml.");
      }
      return Uni.createFrom().item(Hypotheses.submission(hypothesis, policy, at));
    }
    if (number == null || hypothesis != null) {
      throw invalid("Send either 'change' or 'hypothesis'.");
    }
    return changes
        .get(number)
        .chain(
            change -> {
              Comparison seen = change.revision().comparison();
              Comparison tried = policy == null ? seen : seen.under(policy);
              return Panache.withSession(
                  () ->
                      approvals
                          .of(change.number())
                          .chain(
                              given ->
                                  audit
                                      .unwitnessed(
                                          change.number(),
                                          change.digest(),
                                          given.approversOf(change.digest()))
                                      .map(given::without))
                          .chain(
                              given ->
                                  checklists
                                      .of(change, tried)
                                      .map(
                                          checklist ->
                                              Submission.of(
                                                  change, tried, given, checklist.gates(), at))));
            });
  }

  /** What an operator withdrew stays withdrawn; roles and teams are what the request supposes. */
  private static List<Person> candidates(SimulationRequest request, Map<String, Person> known) {
    return request.candidates().stream()
        .map(
            one -> {
              Person person = known.get(one.subject());
              Set<String> none = Set.of();
              return new Person(
                  one.subject(),
                  supposed(one.roles(), person == null ? Set.of(Person.REVIEWER) : person.roles()),
                  supposed(one.teams(), person == null ? none : person.teams()),
                  person == null ? Instant.EPOCH : person.tokenIssuedAt(),
                  person == null ? none : person.withdrawnRoles(),
                  person == null ? none : person.withdrawnTeams());
            })
        .toList();
  }

  private static Set<String> supposed(@Nullable Set<String> asked, Set<String> otherwise) {
    return asked == null ? otherwise : asked;
  }

  private static Policy policy(String text) {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree == null || !tree.path("environments").isObject()) {
        throw invalid("'policy' is no sluice.yaml: it has no 'environments'.");
      }
      return YAML.treeToValue(tree, Policy.class);
    } catch (JsonProcessingException e) {
      throw invalid("'policy' is no sluice.yaml: " + e.getOriginalMessage());
    }
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
  }
}
