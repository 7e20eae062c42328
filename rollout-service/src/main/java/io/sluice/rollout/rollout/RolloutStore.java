package io.sluice.rollout.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.sluice.rollout.lifecycle.Effect;
import io.sluice.rollout.lifecycle.Plan;
import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.lifecycle.Step.Transition;
import io.sluice.rollout.lifecycle.Target;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Judgement;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts and their history. All methods run within the caller's session; those that write, within
 * its transaction.
 */
@ApplicationScoped
public class RolloutStore implements PanacheRepositoryBase<RolloutRow, Long> {
  private final RolloutEventStore events;
  private final QuarantineStore quarantine;
  private final VerdictTickStore ticks;
  private final ObjectMapper json;
  private final Map<String, Counter> transitions = new HashMap<>();

  @Inject
  RolloutStore(
      RolloutEventStore events,
      QuarantineStore quarantine,
      VerdictTickStore ticks,
      ObjectMapper json,
      MeterRegistry metrics) {
    this.events = events;
    this.quarantine = quarantine;
    this.ticks = ticks;
    this.json = json;
    // All of them from the start: a rate sees nothing of a series that begins with 1.
    for (String state : RolloutState.WIRE_NAMES) {
      transitions.put(state, metrics.counter("sluice_rollout_transitions", "state", state));
    }
  }

  /** Waits for every other start of a rollout of this prompt to be over. */
  public Uni<Void> lockPrompt(String environment, String prompt) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:name, 0))",
                        Integer.class)
                    .setParameter("name", environment + "/" + prompt)
                    .getSingleResult())
        .replaceWithVoid();
  }

  /** The rollout that says how the traffic of a prompt goes; null before the first. */
  public Uni<@Nullable StoredRollout> newest(String environment, String prompt) {
    return find("environment = ?1 and prompt = ?2", Sort.descending("number"), environment, prompt)
        .firstResult()
        .map(this::read);
  }

  /** The same, locked until the end of the transaction: nothing is decided about it meanwhile. */
  public Uni<@Nullable StoredRollout> lockNewest(String environment, String prompt) {
    return find("environment = ?1 and prompt = ?2", Sort.descending("number"), environment, prompt)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .map(this::read);
  }

  /**
   * The rollout that brought a version to all traffic, with what was found meanwhile; null when
   * none did. A later approval of the same version compared nothing.
   */
  public Uni<@Nullable StoredRollout> completed(String environment, String prompt, int version) {
    return find(
            "environment = ?1 and prompt = ?2 and candidateVersion = ?3 and state = 'completed'"
                + " and evidence <> ''",
            Sort.descending("number"),
            environment,
            prompt,
            version)
        .firstResult()
        .map(this::read);
  }

  /**
   * The newest rollout of every prompt, by number. What was found about them is left out: traffic
   * does not depend on it, and most plans are the same text, which is read once.
   */
  public Uni<SortedMap<Long, Rollout>> newestOfEveryPrompt() {
    return list("number in (select max(r.number) from RolloutRow r group by r.environment,"
            + " r.prompt)")
        .map(
            rows -> {
              Map<String, Plan> plans = new HashMap<>();
              SortedMap<Long, Rollout> newest = new TreeMap<>();
              for (RolloutRow row : rows) {
                Plan plan = plans.computeIfAbsent(row.plan, text -> plan(row));
                newest.put(
                    Objects.requireNonNull(row.number),
                    new Rollout(row.target(), plan, row.state()));
              }
              return newest;
            });
  }

  /** Those of the rollouts that are rolling back, in the order of their numbers. */
  public Uni<List<StoredRollout>> rollingBack(List<Long> numbers) {
    return list("number in ?1 and state = 'rolling_back'", Sort.by("number"), numbers)
        .map(rows -> rows.stream().map(this::view).toList());
  }

  /** One rollout; null when there is none of that number. */
  public Uni<@Nullable StoredRollout> byNumber(long number) {
    return findById(number).map(this::read);
  }

  /** The same, locked until the end of the transaction. */
  public Uni<@Nullable StoredRollout> lock(long number) {
    return findById(number, LockModeType.PESSIMISTIC_WRITE).map(this::read);
  }

  /** Rollouts below a number, the newest first. */
  public Uni<List<StoredRollout>> page(
      @Nullable String environment,
      @Nullable String prompt,
      @Nullable String state,
      long below,
      int limit) {
    StringBuilder query = new StringBuilder("number < :below");
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("below", below);
    if (environment != null) {
      query.append(" and environment = :environment");
      parameters.put("environment", environment);
    }
    if (prompt != null) {
      query.append(" and prompt = :prompt");
      parameters.put("prompt", prompt);
    }
    if (state != null) {
      query.append(" and state = :state");
      parameters.put("state", state);
    }
    return find(query.toString(), Sort.descending("number"), parameters)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(this::view).toList());
  }

  /** Stores a new rollout with the first line of its history; its number is in the answer. */
  public Uni<StoredRollout> insert(
      Target target, Plan plan, Baseline baseline, Transition start, Instant now) {
    RolloutRow row = new RolloutRow();
    row.setTarget(target);
    row.plan = write(plan);
    row.setBaseline(baseline);
    row.startedAt = now;
    row.setState(start.state());
    return persistAndFlush(row).chain(stored -> move(stored, start, null, now)).map(this::view);
  }

  /** Moves a rollout on: its state, its history, quarantine and the traffic revision together. */
  public Uni<Void> apply(long number, Transition transition, Instant now) {
    return apply(number, transition, null, now);
  }

  private Uni<Void> apply(
      long number, Transition transition, @Nullable DecisionFacts facts, Instant now) {
    return findById(number).chain(row -> move(row, transition, facts, now)).replaceWithVoid();
  }

  /** Moves a rollout on because of what was found. */
  public Uni<Void> decide(long number, Transition transition, Finding finding, Instant now) {
    return apply(number, transition, DecisionFacts.of(finding), now);
  }

  /** Keeps a tick, and its rule as the last one. */
  public Uni<Void> tick(
      long number, Judgement judgement, Finding finding, boolean decided, Instant now) {
    VerdictTick tick =
        new VerdictTick(now, decided, finding.inWords(), DecisionFacts.of(finding), judgement);
    return findById(number)
        .invoke(row -> row.lastRule = finding.rule())
        .chain(() -> ticks.add(number, tick));
  }

  /** Keeps new evidence. */
  public Uni<Void> keep(long number, Evidence evidence, Instant now) {
    return findById(number)
        .invoke(
            row -> {
              row.evidence = write(evidence);
              row.updatedAt = now;
            })
        .replaceWithVoid();
  }

  private Uni<RolloutRow> move(
      RolloutRow row, Transition transition, @Nullable DecisionFacts facts, Instant now) {
    row.setState(transition.state());
    if (transition.state() instanceof RolloutState.Watching) {
      row.evidence = write(evidence(row, plan(row)).startWatch());
    }
    row.updatedAt = now;
    row.endedAt = transition.state().isOver() ? now : null;
    long number = Objects.requireNonNull(row.number);
    Objects.requireNonNull(transitions.get(transition.state().wireName())).increment();
    Uni<Void> done = events.append(number, transition, facts == null ? null : write(facts), now);
    for (Effect effect : transition.effects()) {
      done =
          done.chain(
              () ->
                  switch (effect) {
                    case Effect.Quarantine q ->
                        quarantine.add(row.target(), q.version(), number, now);
                    case Effect.SwitchTraffic s -> bumpTrafficRevision();
                    // Derived from the state by the loop that reverts.
                    case Effect.RevertInGit r -> Uni.createFrom().voidItem();
                  });
    }
    return done.replaceWith(row);
  }

  /** Marks that replicas have to look again, in the caller's transaction. */
  public Uni<Void> bumpTrafficRevision() {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("UPDATE traffic_revision SET revision = revision + 1")
                    .executeUpdate())
        .replaceWithVoid();
  }

  private @Nullable StoredRollout read(@Nullable RolloutRow row) {
    return row == null ? null : view(row);
  }

  private StoredRollout view(RolloutRow row) {
    Plan plan = plan(row);
    return new StoredRollout(
        Objects.requireNonNull(row.number),
        new Rollout(row.target(), plan, row.state()),
        evidence(row, plan),
        row.baseline(),
        row.lastRule,
        row.startedAt,
        row.updatedAt,
        row.endedAt);
  }

  private Plan plan(RolloutRow row) {
    return read(row, row.plan, Plan.class);
  }

  private Evidence evidence(RolloutRow row, Plan plan) {
    return row.evidence.isEmpty()
        ? Evidence.start(row.baseline().metrics(), plan.margins())
        : read(row, row.evidence, Evidence.class);
  }

  private <T> T read(RolloutRow row, String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Rollout " + row.number + " cannot be read", e);
    }
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
