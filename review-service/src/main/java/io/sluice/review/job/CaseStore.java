package io.sluice.review.job;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.review.assertion.AssertionResult;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.evaluation.EvaluationCase;
import io.sluice.review.evaluation.EvaluationCase.Answer;
import io.sluice.review.evaluation.EvaluationCase.Ending;
import io.sluice.review.suite.TestCase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases of runs in the database, with every output. */
@ApplicationScoped
public class CaseStore implements PanacheRepositoryBase<CaseRow, CaseRow.Key> {
  private final ObjectMapper json;

  @Inject
  CaseStore(ObjectMapper json) {
    this.json = json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** Adds the cases of a new run, in order. */
  Uni<List<EvaluationCase>> add(long evaluation, List<TestCase> tests) {
    List<CaseRow> rows = new ArrayList<>();
    for (TestCase test : tests) {
      CaseRow row = new CaseRow();
      row.key = new CaseRow.Key(evaluation, rows.size());
      row.name = test.name();
      row.tags = test.tags().toArray(String[]::new);
      row.inputs = test.inputs().toString();
      row.assertions = test.assertions().toString();
      rows.add(row);
    }
    return persist(rows).map(unused -> rows.stream().map(this::read).toList());
  }

  /** One case. */
  Uni<EvaluationCase> get(long evaluation, int position) {
    return findById(new CaseRow.Key(evaluation, position)).map(this::read);
  }

  /** Some cases of a run. */
  Uni<List<EvaluationCase>> at(long evaluation, List<Integer> positions) {
    return list("key.evaluation = ?1 and key.position in ?2", evaluation, positions)
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /**
   * Cases after a position, in order.
   *
   * @param verdict only these, or null for all
   */
  public Uni<List<EvaluationCase>> page(
      long evaluation, CaseVerdict.@Nullable State verdict, long after, int limit) {
    return (verdict == null
            ? find(
                "key.evaluation = ?1 and key.position > ?2 order by key.position",
                evaluation,
                after)
            : find(
                "key.evaluation = ?1 and key.position > ?2 and verdict = ?3 order by key.position",
                evaluation,
                after,
                verdict))
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** All cases of a run, in order. */
  public Uni<List<EvaluationCase>> all(long evaluation) {
    return list("key.evaluation = ?1 order by key.position", evaluation)
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** Cases that ended after some other one, in the order in which they did. */
  public Uni<List<EvaluationCase>> endedAfter(long evaluation, int sequence, int limit) {
    return find("key.evaluation = ?1 and sequence > ?2 order by sequence", evaluation, sequence)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(this::read).toList());
  }

  /** Keeps a model's answer. */
  Uni<EvaluationCase> answer(long evaluation, int position, Answer answer) {
    return findById(new CaseRow.Key(evaluation, position))
        .map(
            row -> {
              // PostgreSQL has no text with a NUL in it; a model's output may have one.
              row.output = answer.text().replace('\u0000', '\ufffd');
              row.latencyMs = answer.latencyMs();
              row.inputTokens = answer.inputTokens();
              row.outputTokens = answer.outputTokens();
              row.costUsd = answer.costUsd();
              return read(row);
            });
  }

  /** Writes how a case ended. */
  Uni<Void> end(long evaluation, int position, Ending ending) {
    return findById(new CaseRow.Key(evaluation, position))
        .invoke(
            row -> {
              row.sequence = ending.sequence();
              row.verdict = ending.verdict().state();
              row.score = ending.verdict().score();
              row.reason = clean(ending.verdict().reason());
              row.results = clean(StoredJson.write(json, ending.results()));
              row.scores = StoredJson.write(json, ending.scores());
              row.endedAt = ending.at();
            })
        .replaceWithVoid();
  }

  private static String clean(String text) {
    return text.replace('\u0000', '\ufffd');
  }

  private EvaluationCase read(CaseRow row) {
    TestCase test =
        new TestCase(
            row.name,
            List.of(row.tags),
            StoredJson.tree(json, row.inputs),
            StoredJson.tree(json, row.assertions));
    Answer answer =
        row.output == null
            ? null
            : new Answer(row.output, row.latencyMs, row.inputTokens, row.outputTokens, row.costUsd);
    Ending ending =
        row.verdict == null
            ? null
            : new Ending(
                row.sequence,
                new CaseVerdict(row.verdict, row.score, row.reason),
                StoredJson.read(json, row.results, new TypeReference<List<AssertionResult>>() {}),
                StoredJson.read(json, row.scores, new TypeReference<Map<String, Double>>() {}),
                row.endedAt);
    return new EvaluationCase(row.key.position(), test, answer, ending);
  }
}
