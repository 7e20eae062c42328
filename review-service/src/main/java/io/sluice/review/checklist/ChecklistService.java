package io.sluice.review.checklist;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.evidence.EvidenceStore;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.usage.Usage.Place;
import io.sluice.review.usage.UsageStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads what checklists are decided on, from this service's own database only. */
@ApplicationScoped
public class ChecklistService {
  private final ChangeService changes;
  private final StatementStore statements;
  private final EvidenceStore evidence;
  private final UsageStore usages;

  @Inject
  ChecklistService(
      ChangeService changes, StatementStore statements, EvidenceStore evidence, UsageStore usages) {
    this.changes = changes;
    this.statements = statements;
    this.evidence = evidence;
    this.usages = usages;
  }

  /** The checklist of a change as it is stored now. */
  Uni<Checklist> get(long number) {
    return changes
        .get(number)
        .chain(change -> Panache.withSession(() -> of(change, change.revision().comparison())));
  }

  /** The checklist of a change, read and decided within the caller's session. */
  public Uni<Checklist> of(Change change, Comparison comparison) {
    return facts(Map.of(change.number(), comparison))
        .map(
            facts ->
                decide(change, comparison, Objects.requireNonNull(facts.get(change.number()))));
  }

  /** The same for several changes at once, by number. */
  public Uni<Map<Long, Checklist>> of(List<Change> several) {
    Map<Long, Comparison> comparisons = new HashMap<>();
    several.forEach(change -> comparisons.put(change.number(), change.revision().comparison()));
    return facts(comparisons)
        .map(
            facts -> {
              Map<Long, Checklist> checklists = new HashMap<>();
              several.forEach(
                  change ->
                      checklists.put(
                          change.number(),
                          decide(
                              change,
                              change.revision().comparison(),
                              Objects.requireNonNull(facts.get(change.number())))));
              return checklists;
            });
  }

  private Checklist decide(Change change, Comparison comparison, ChecklistFacts facts) {
    return Checklist.of(change, comparison, facts, changes.now());
  }

  private Uni<Map<Long, ChecklistFacts>> facts(Map<Long, Comparison> comparisons) {
    Set<String> digests = new HashSet<>();
    Set<Place> places = new HashSet<>();
    comparisons
        .values()
        .forEach(
            comparison -> {
              Objects.requireNonNullElse(comparison.prompts(), List.<PromptChange>of()).stream()
                  .map(PromptChange::nextDigest)
                  .filter(Objects::nonNull)
                  .forEach(digests::add);
              Objects.requireNonNullElse(comparison.promotions(), List.<Promotion>of())
                  .forEach(
                      promotion -> {
                        digests.add(promotion.digest());
                        places.add(new Place(promotion.environment(), promotion.prompt()));
                      });
            });
    return statements
        .of(new ArrayList<>(comparisons.keySet()))
        .chain(
            said ->
                evidence
                    .latest(digests)
                    .chain(
                        latest ->
                            usages
                                .of(places)
                                .map(
                                    used -> {
                                      var byDigest = ChecklistFacts.byDigest(latest);
                                      Map<Long, ChecklistFacts> facts = new HashMap<>();
                                      comparisons
                                          .keySet()
                                          .forEach(
                                              number ->
                                                  facts.put(
                                                      number,
                                                      new ChecklistFacts(
                                                          said.getOrDefault(number, List.of()),
                                                          byDigest,
                                                          used)));
                                      return facts;
                                    })));
  }
}
