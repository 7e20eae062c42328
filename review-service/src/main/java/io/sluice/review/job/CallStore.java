package io.sluice.review.job;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.review.evaluation.Call;
import io.sluice.review.evaluation.Purpose;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls of runs in the database. */
@ApplicationScoped
public class CallStore implements PanacheRepositoryBase<CallRow, CallRow.Key> {
  private static final String CLAIMABLE =
      """
      SELECT * FROM evaluation_call
      WHERE evaluation = :evaluation AND state <> 'DONE'
        AND (state = 'PENDING' AND not_before <= :now OR state = 'CLAIMED' AND lease_until < :now)
      ORDER BY position, purpose LIMIT :limit FOR UPDATE SKIP LOCKED
      """;

  private static final String RESERVED =
      """
      SELECT coalesce(sum(estimate_usd), 0) FROM evaluation_call
      WHERE evaluation IN (SELECT id FROM evaluation WHERE coalesce(candidate, id) = :pair)
        AND state = 'CLAIMED' AND lease_until >= :now
      """;

  /**
   * A call that is this process' own until its lease ends.
   *
   * @param claim tells this claim from a later one of the same call
   * @param isRepeated true when an earlier claim lapsed: its try may have been paid
   */
  public record Claimed(Call call, String claim, boolean isRepeated) {}

  /** Whether a call may be sent now, and for how long it is then kept from others. */
  interface Admission {
    /** Empty to leave the call for now. */
    Optional<Duration> admit(Call call, boolean isRepeated);
  }

  /** Adds calls that are to be made. */
  Uni<Void> add(List<Call> calls, Instant now) {
    List<CallRow> rows = new ArrayList<>();
    for (Call call : calls) {
      CallRow row = new CallRow();
      row.key = new CallRow.Key(call.evaluation(), call.position(), call.purpose().text());
      row.state = CallRow.State.PENDING;
      row.notBefore = now;
      row.estimateTokens = call.estimate().tokens();
      row.estimateUsd = call.estimate().costUsd();
      row.costUsd = BigDecimal.ZERO;
      rows.add(row);
    }
    return persist(rows);
  }

  /** Claims calls of a run that are due, or whose claim has lapsed, as far as they are admitted. */
  Uni<List<Claimed>> claim(long evaluation, int limit, Admission admission, Instant now) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(CLAIMABLE, CallRow.class)
                    .setParameter("evaluation", evaluation)
                    .setParameter("now", now)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(
            rows -> {
              List<Claimed> claimed = new ArrayList<>();
              for (CallRow row : rows) {
                boolean isRepeated = row.state == CallRow.State.CLAIMED;
                Optional<Duration> lease = admission.admit(read(row), isRepeated);
                if (lease.isEmpty()) {
                  continue;
                }
                row.tries += isRepeated ? 1 : 0;
                row.state = CallRow.State.CLAIMED;
                row.holder = UUID.randomUUID().toString();
                row.leaseUntil = now.plus(lease.get());
                claimed.add(new Claimed(read(row), row.holder, isRepeated));
              }
              return claimed;
            });
  }

  /** Most that the calls under way of a pair of runs may still take. */
  Uni<BigDecimal> reserved(long pair, Instant now) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(RESERVED, BigDecimal.class)
                    .setParameter("pair", pair)
                    .setParameter("now", now)
                    .getSingleResult());
  }

  /** The calls of one case. */
  Uni<List<Call>> ofCase(long evaluation, int position) {
    return list("key.evaluation = ?1 and key.position = ?2", evaluation, position)
        .map(rows -> rows.stream().map(CallStore::read).toList());
  }

  /**
   * Ends a call by its answer; false when it had ended. An answer that comes after its lease is as
   * good as one that another try would get, and that one is paid too.
   */
  Uni<Boolean> answered(Claimed claimed, String answer, BigDecimal cost, Instant now) {
    return find("key = ?1 and state <> ?2", key(claimed), CallRow.State.DONE)
        .firstResult()
        .map(row -> row != null && end(row, new Call.Result(answer, null), cost, now));
  }

  /** Ends a claimed call without an answer; false when the claim is no longer this one. */
  Uni<Boolean> givenUp(Claimed claimed, String why, BigDecimal cost, Instant now) {
    return mine(claimed).map(row -> row != null && end(row, new Call.Result(null, why), cost, now));
  }

  private static boolean end(CallRow row, Call.Result result, BigDecimal cost, Instant now) {
    row.state = CallRow.State.DONE;
    row.tries++;
    row.answer = clean(result.text());
    row.failure = clean(result.failure());
    row.costUsd = row.costUsd.add(cost);
    row.doneAt = now;
    return true;
  }

  /** Puts a claimed call back; false when the claim is no longer this one. */
  Uni<Boolean> again(Claimed claimed, boolean isThrottled, BigDecimal cost, Instant notBefore) {
    return mine(claimed)
        .map(
            row -> {
              if (row == null) {
                return false;
              }
              row.state = CallRow.State.PENDING;
              row.notBefore = notBefore;
              row.tries += isThrottled ? 0 : 1;
              row.throttles += isThrottled ? 1 : 0;
              row.costUsd = row.costUsd.add(cost);
              return true;
            });
  }

  private Uni<@Nullable CallRow> mine(Claimed claimed) {
    return find(
            "key = ?1 and holder = ?2 and state = ?3",
            key(claimed),
            claimed.claim(),
            CallRow.State.CLAIMED)
        .firstResult();
  }

  private static CallRow.Key key(Claimed claimed) {
    Call call = claimed.call();
    return new CallRow.Key(call.evaluation(), call.position(), call.purpose().text());
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null ? null : text.replace('\u0000', '\ufffd');
  }

  private static Call read(CallRow row) {
    return new Call(
        row.key.evaluation(),
        row.key.position(),
        Purpose.of(row.key.purpose()),
        row.tries,
        row.throttles,
        new Call.Estimate(row.estimateTokens, row.estimateUsd),
        row.state == CallRow.State.DONE ? new Call.Result(row.answer, row.failure) : null);
  }
}
