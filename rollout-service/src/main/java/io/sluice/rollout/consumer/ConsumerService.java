package io.sluice.rollout.consumer;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.consumer.ConsumerStore.After;
import io.sluice.rollout.loop.DatabaseGate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says who fetched a prompt. */
@ApplicationScoped
public class ConsumerService {
  static final int MAX_DAYS = 60;

  private static final Pattern KEY = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}) (.{1,200})");

  private final ConsumerStore store;
  private final DatabaseGate database;
  private final Clock clock;

  @Inject
  ConsumerService(ConsumerStore store, DatabaseGate database, Clock clock) {
    this.store = store;
    this.database = database;
    this.clock = clock;
  }

  /** Who did so within the last so many days, today among them. */
  Uni<ConsumersView> of(
      String environment, String prompt, int days, @Nullable String key, int limit) {
    database.requireOpen();
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate from = today.minusDays(days - 1L);
    After after = key == null ? null : after(key);
    return Uni.combine()
        .all()
        .unis(
            store.page(environment, prompt, from, after, limit + 1),
            store.count(environment, prompt, from),
            store.traffic(environment, prompt, from))
        .asTuple()
        .map(
            found -> {
              Page<ConsumerView> page =
                  Page.of(
                      found.getItem1(),
                      limit,
                      one -> one.lastDay() + " " + one.app(),
                      Function.identity());
              return new ConsumersView(
                  prompt,
                  environment,
                  from,
                  today,
                  page.items(),
                  found.getItem2(),
                  found.getItem3(),
                  page.nextCursor());
            });
  }

  private static After after(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
    return new After(LocalDate.parse(matcher.group(1)), matcher.group(2));
  }
}
