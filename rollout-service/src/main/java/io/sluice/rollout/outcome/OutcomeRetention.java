package io.sluice.rollout.outcome;

import io.quarkus.runtime.StartupEvent;
import io.sluice.rollout.loop.OldRows;
import io.sluice.rollout.loop.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Forgets outcomes whose decisions are too old to be reported again, so that the table stays
 * bounded.
 */
@ApplicationScoped
public class OutcomeRetention {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** A decision must be refused before it is forgotten, whatever the clocks say. */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final String FORGET =
      """
      DELETE FROM outcome WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM outcome WHERE served_at < $1 LIMIT $2))
      """;

  private final OldRows rows;
  private final Ticker ticker;
  private final Clock clock;
  private final Duration maxAge;

  @Inject
  OutcomeRetention(
      OldRows rows,
      Ticker ticker,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge) {
    this.rows = rows;
    this.ticker = ticker;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, this::forget);
  }

  Uni<Void> forget() {
    return rows.delete("outcome", FORGET, clock.instant().minus(maxAge).minus(SLACK));
  }
}
