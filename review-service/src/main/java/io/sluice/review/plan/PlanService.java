package io.sluice.review.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.review.PublicUrls;
import io.sluice.review.approval.ShownService;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.checklist.ChecklistService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Puts plans together from what this service knows; asks nobody. */
@ApplicationScoped
public class PlanService implements ShownService {
  private final ChangeService changes;
  private final ChecklistService checklists;
  private final PublicUrls urls;
  private final ObjectMapper json;

  @Inject
  PlanService(
      ChangeService changes, ChecklistService checklists, PublicUrls urls, ObjectMapper json) {
    this.changes = changes;
    this.checklists = checklists;
    this.urls = urls;
    this.json = json;
  }

  /** The plan of a change as it is stored now. */
  Uni<PlanView> get(long number) {
    return changes.get(number).chain(this::of);
  }

  private Uni<PlanView> of(Change change) {
    return Panache.withSession(() -> checklists.of(change, change.revision().comparison()))
        .map(
            checklist ->
                PlanView.of(change, checklist, urls.change(change.number()), changes.now()));
  }

  @Override
  public Uni<String> shown(Change change) {
    return of(change).map(this::write);
  }

  private String write(PlanView plan) {
    try {
      return json.writeValueAsString(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A plan can be written as JSON", e);
    }
  }
}
