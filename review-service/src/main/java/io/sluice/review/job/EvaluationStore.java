package io.sluice.review.job;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.evaluation.Totals;
import io.sluice.review.suite.PromptContent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs in the database. */
@ApplicationScoped
public class EvaluationStore implements PanacheRepository<EvaluationRow> {
  private static final String RUNNING_PAIRS =
      """
      SELECT DISTINCT coalesce(candidate, id) FROM evaluation WHERE state = 'RUNNING'
      ORDER BY 1 LIMIT :limit
      """;

  private final ObjectMapper json;

  @Inject
  EvaluationStore(ObjectMapper json) {
    // What an older or newer release stored has to stay readable.
    this.json = json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** Adds a run and returns it with its id; one whose {@code pair} is 0 is a candidate. */
  public Uni<Evaluation> add(Evaluation run) {
    EvaluationRow row = new EvaluationRow();
    row.changeNumber = run.change();
    row.candidate = run.pair() == 0 ? null : run.pair();
    if (run.baseline() != null) {
      row.baseline = run.baseline().evaluation();
      row.baselineVersion = run.baseline().version();
    }
    row.prompt = run.content().prompt();
    row.version = run.version();
    row.versionDigest = run.content().digest();
    row.suite = run.suite();
    row.suiteDigest = run.suiteDigest();
    row.model = run.content().model();
    row.entry = run.content().entry().toString();
    row.options = StoredJson.write(json, run.options());
    row.state = run.state();
    row.cases = run.totals().cases();
    row.spentUsd = BigDecimal.ZERO;
    row.possiblySpentUsd = BigDecimal.ZERO;
    row.startedBy = run.startedBy();
    row.startedAt = run.startedAt();
    return persistAndFlush(row).map(this::read);
  }

  /** One run. */
  public Uni<Optional<Evaluation>> get(long id) {
    return findById(id).map(row -> Optional.ofNullable(row).map(this::read));
  }

  /**
   * Makes everything that is written about a pair of runs wait until this transaction ends; returns
   * the pair, the candidate first.
   */
  public Uni<List<Evaluation>> lockPair(long pair) {
    return findById(pair, LockModeType.PESSIMISTIC_WRITE)
        .chain(() -> list("id = ?1 or candidate = ?1 order by id", pair))
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** Runs of a change with ids below {@code before}, newest first. */
  public Uni<List<Evaluation>> ofChange(long change, long before, int limit) {
    return find("changeNumber = ?1 and id < ?2 order by id desc", change, before)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** How many runs are under way. */
  public Uni<Long> running() {
    return count("state = ?1", EvaluationState.RUNNING);
  }

  /** The run of the same cases on the same content, if one is under way. */
  public Uni<Optional<Evaluation>> runningSame(String digest, String suiteDigest) {
    return find(
            "versionDigest = ?1 and suiteDigest = ?2 and state = ?3 and candidate is null",
            digest,
            suiteDigest,
            EvaluationState.RUNNING)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(this::read));
  }

  /**
   * The newest finished run of the same cases on the same content, which need not be paid again.
   */
  public Uni<Optional<Evaluation>> completedSame(String digest, String suiteDigest) {
    return find(
            "versionDigest = ?1 and suiteDigest = ?2 and state = ?3 order by id desc",
            digest,
            suiteDigest,
            EvaluationState.COMPLETED)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(this::read));
  }

  /** Candidates' ids of pairs that are under way, oldest first. */
  Uni<List<Long>> runningPairs(int limit) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(RUNNING_PAIRS, Long.class)
                    .setParameter("limit", limit)
                    .getResultList());
  }

  /** Finished candidates whose result nobody has been told yet. */
  Uni<List<Evaluation>> notHandedOver(int limit) {
    return find(
            "state = ?1 and evidenceAt is null and candidate is null order by id",
            EvaluationState.COMPLETED)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** Says that a result is on record; false when somebody else has said so. */
  Uni<Boolean> handOver(long id, Instant now) {
    return update("evidenceAt = ?1 where id = ?2 and evidenceAt is null", now, id)
        .map(updated -> updated == 1);
  }

  /** Names the run that a candidate is compared with. */
  public Uni<Void> compareWith(long candidate, Evaluation.Baseline baseline) {
    return update(
            "baseline = ?1, baselineVersion = ?2 where id = ?3",
            baseline.evaluation(),
            baseline.version(),
            candidate)
        .replaceWithVoid();
  }

  /** Ends a run that is under way; false when it had ended. */
  public Uni<Boolean> end(long id, EvaluationState state, String reason, Instant now) {
    return update(
            "state = ?1, reason = ?2, endedAt = ?3 where id = ?4 and state = ?5",
            state,
            reason,
            now,
            id,
            EvaluationState.RUNNING)
        .map(updated -> updated == 1);
  }

  /** Adds what a try of a call took. */
  Uni<Void> spend(long id, BigDecimal spent, BigDecimal possiblySpent, int possiblyTwice) {
    return update(
            "spentUsd = spentUsd + ?1, possiblySpentUsd = possiblySpentUsd + ?2,"
                + " possiblyTwice = possiblyTwice + ?3 where id = ?4",
            spent,
            possiblySpent,
            possiblyTwice,
            id)
        .replaceWithVoid();
  }

  /** Counts a case that ended, in a pair that this transaction has locked; returns its sequence. */
  Uni<Integer> count(long id, CaseVerdict.State verdict, Instant now) {
    return update(
            "finished = finished + 1, passed = passed + ?1, failed = failed + ?2,"
                + " errored = errored + ?3 where id = ?4",
            verdict == CaseVerdict.State.PASSED ? 1 : 0,
            verdict == CaseVerdict.State.FAILED ? 1 : 0,
            verdict == CaseVerdict.State.ERRORED ? 1 : 0,
            id)
        .chain(
            () ->
                update(
                    "state = ?1, endedAt = ?2 where id = ?3 and finished = cases and state = ?4",
                    EvaluationState.COMPLETED,
                    now,
                    id,
                    EvaluationState.RUNNING))
        .chain(this::getSession)
        .chain(
            session ->
                session
                    .createQuery("select finished from EvaluationRow where id = :id", Integer.class)
                    .setParameter("id", id)
                    .getSingleResult());
  }

  private Evaluation read(EvaluationRow row) {
    return new Evaluation(
        row.id,
        row.changeNumber,
        row.candidate == null ? row.id : row.candidate,
        row.version,
        row.baseline == null ? null : new Evaluation.Baseline(row.baseline, row.baselineVersion),
        new PromptContent(row.prompt, row.versionDigest, StoredJson.tree(json, row.entry), null),
        row.suite,
        row.suiteDigest,
        StoredJson.read(json, row.options, Evaluation.Options.class),
        row.state,
        row.reason,
        new Totals(
            row.cases,
            row.finished,
            row.passed,
            row.failed,
            row.errored,
            row.spentUsd,
            row.possiblySpentUsd,
            row.possiblyTwice),
        row.startedBy,
        row.startedAt,
        row.endedAt);
  }
}
