package io.sluice.rollout.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Ticks of evaluations. Nothing changes one; those that decided nothing are deleted by age. */
@ApplicationScoped
public class VerdictTickStore implements PanacheRepositoryBase<VerdictTickRow, Long> {
  private final ObjectMapper json;

  @Inject
  VerdictTickStore(ObjectMapper json) {
    this.json = json;
  }

  /** Ticks of a rollout, oldest first. */
  public Uni<List<VerdictTick>> of(long rollout, int limit) {
    return find("rollout", Sort.by("id"), rollout)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** Adds one, within the caller's transaction. */
  Uni<Void> add(long rollout, VerdictTick tick) {
    VerdictTickRow row = new VerdictTickRow();
    row.rollout = rollout;
    row.at = tick.at();
    row.rule = tick.facts().rule();
    row.decided = tick.decided();
    try {
      row.content = json.writeValueAsString(tick);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return persist(row).replaceWithVoid();
  }

  private VerdictTick read(VerdictTickRow row) {
    try {
      return json.readValue(row.content, VerdictTick.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Tick " + row.id + " cannot be read", e);
    }
  }
}
