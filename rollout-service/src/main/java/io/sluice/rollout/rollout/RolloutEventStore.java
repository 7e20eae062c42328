package io.sluice.rollout.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.sluice.rollout.lifecycle.Step.Transition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Histories of rollouts: lines are only ever added. */
@ApplicationScoped
public class RolloutEventStore implements PanacheRepositoryBase<RolloutEventRow, Long> {
  private final ObjectMapper json;

  @Inject
  RolloutEventStore(ObjectMapper json) {
    this.json = json;
  }

  /** The history of a rollout, oldest line first. */
  public Uni<List<RolloutEvent>> history(long rollout) {
    return list("rollout", Sort.by("id"), rollout)
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** Adds a line that is no transition of the rollout, within the caller's transaction. */
  public Uni<Void> append(long rollout, String event, String detail, Instant now) {
    return append(rollout, event, detail, null, now);
  }

  /**
   * Adds a line unless there is one of that kind since then, within the caller's transaction.
   *
   * @return whether there was one already
   */
  public Uni<Boolean> appendOnceSince(
      long rollout, String event, Instant since, String detail, Instant now) {
    return count("rollout = ?1 and event = ?2 and at >= ?3", rollout, event, since)
        .chain(
            there ->
                there > 0
                    ? Uni.createFrom().item(true)
                    : append(rollout, event, detail, null, now).replaceWith(false));
  }

  Uni<Void> append(long rollout, Transition transition, @Nullable String facts, Instant now) {
    return append(rollout, transition.event(), transition.detail(), facts, now);
  }

  private Uni<Void> append(
      long rollout, String event, String detail, @Nullable String facts, Instant now) {
    RolloutEventRow row = new RolloutEventRow();
    row.rollout = rollout;
    row.at = now;
    row.event = event;
    row.detail = detail;
    row.facts = facts;
    return persist(row).replaceWithVoid();
  }

  private RolloutEvent read(RolloutEventRow row) {
    try {
      return new RolloutEvent(
          row.at,
          row.event,
          row.detail,
          row.facts == null ? null : json.readValue(row.facts, DecisionFacts.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Event " + row.id + " cannot be read", e);
    }
  }
}
