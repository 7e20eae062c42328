package io.sluice.review.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.review.rollout.Consumers;
import io.sluice.review.usage.Usage.Place;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the rollout-service said about the prompts of live changes. */
@ApplicationScoped
public class UsageStore implements PanacheRepositoryBase<UsageRow, UsageRow.Key> {
  /** Promotions of live changes that were written since; a change that moves is written again. */
  private static final String WANT =
      """
      INSERT INTO prompt_usage (environment, prompt, wanted_at)
      SELECT p ->> 'environment', p ->> 'prompt', max(c.updated_at)
      FROM change_request c
      CROSS JOIN LATERAL json_array_elements(
        CASE json_typeof(c.comparison::json -> 'promotions')
          WHEN 'array' THEN c.comparison::json -> 'promotions' ELSE '[]' END) p
      WHERE c.updated_at >= :since AND c.state IN ('OPEN', 'REJECTED')
      GROUP BY 1, 2
      ON CONFLICT (environment, prompt)
      DO UPDATE SET wanted_at = greatest(prompt_usage.wanted_at, excluded.wanted_at)
      """;

  private final ObjectMapper json;

  @Inject
  UsageStore(ObjectMapper json) {
    // What an older or newer release stored has to stay readable.
    this.json = json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** What is known of some prompts; those never asked about are left out. */
  public Uni<Map<Place, Usage>> of(Collection<Place> places) {
    if (places.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    List<UsageRow.Key> keys =
        places.stream().map(p -> new UsageRow.Key(p.environment(), p.prompt())).toList();
    return find("key in ?1 and askedAt is not null", keys)
        .list()
        .map(
            rows ->
                rows.stream()
                    .map(this::read)
                    .collect(Collectors.toMap(Usage::place, Function.identity())));
  }

  /** Remembers which prompts live changes promote that were written since then. */
  Uni<Void> want(Instant since) {
    return getSession()
        .chain(s -> s.createNativeQuery(WANT).setParameter("since", since).executeUpdate())
        .replaceWithVoid();
  }

  /**
   * Prompts to ask about, those first that were never asked about.
   *
   * @param askedBefore those asked about since are left alone
   * @param wantedSince those whose changes were written before are no longer of interest
   */
  Uni<List<Place>> due(Instant askedBefore, Instant wantedSince, int limit) {
    return find(
            "(askedAt is null or askedAt < ?1) and wantedAt >= ?2 order by askedAt asc nulls first",
            askedBefore,
            wantedSince)
        .range(0, limit - 1)
        .list()
        .map(
            rows ->
                rows.stream().map(r -> new Place(r.key.environment(), r.key.prompt())).toList());
  }

  Uni<Void> answered(Place place, Consumers consumers, Instant now) {
    return update(
            "consumers = ?1, asOf = ?2, askedAt = ?2, trouble = null where key = ?3",
            write(consumers),
            now,
            new UsageRow.Key(place.environment(), place.prompt()))
        .replaceWithVoid();
  }

  /** What was known stays; that it could not be renewed is kept beside it. */
  Uni<Void> unanswered(Collection<Place> places, String trouble, Instant now) {
    List<UsageRow.Key> keys =
        places.stream().map(p -> new UsageRow.Key(p.environment(), p.prompt())).toList();
    return update("askedAt = ?1, trouble = ?2 where key in ?3", now, trouble, keys)
        .replaceWithVoid();
  }

  private Usage read(UsageRow row) {
    return new Usage(
        new Place(row.key.environment(), row.key.prompt()),
        row.consumers == null ? null : parse(row.consumers),
        row.asOf,
        row.trouble);
  }

  private String write(Consumers consumers) {
    try {
      return json.writeValueAsString(consumers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Consumers can be written as JSON", e);
    }
  }

  private Consumers parse(String text) {
    try {
      return json.readValue(text, Consumers.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Stored consumers cannot be read", e);
    }
  }
}
