package io.sluice.review.evidence;

import static io.sluice.review.support.Comparisons.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.evidence.Evidence.Source;
import io.sluice.review.support.ReviewApi;
import io.sluice.review.support.ReviewTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@ReviewTest
class EvidenceStoreTest {
  private static final Figures FULL =
      new Figures(
          Map.of("clarity", 8.5),
          1200L,
          new BigDecimal("0.0042"),
          25,
          24,
          Map.of("real", new Counts(20, 19, 1, 0)),
          new Figures.Baseline(3, 2, 1, 22, 0.5));

  @Inject EvidenceStore store;

  private static <T> T inTransaction(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> Panache.withTransaction(work));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private EvidenceStore.Recorded record(Evidence evidence) {
    return inTransaction(() -> store.record(evidence));
  }

  private List<Evidence> latest(String... digests) {
    Collection<String> wanted = List.of(digests);
    return inTransaction(() -> store.latest(wanted));
  }

  private static String digest(String prompt) {
    return "sha256:" + prompt;
  }

  private static Evidence of(String prompt, Kind kind, String reference, Instant at, int failed) {
    return new Evidence(
        0,
        prompt,
        digest(prompt),
        kind,
        Source.EVALUATION,
        new Counts(25, 25 - failed, failed, 0),
        FULL,
        reference,
        "ana",
        at);
  }

  @Test
  void whatIsRecordedIsReadBackWhole() {
    String prompt = ReviewApi.unique("evidence");
    Evidence made = record(of(prompt, Kind.SUITE, prompt + "/1", T0, 1)).evidence();
    assertTrue(made.id() > 0);
    assertEquals(List.of(made), latest(digest(prompt)));
    assertEquals(FULL, made.figures());
    assertEquals(new Counts(25, 24, 1, 0), made.counts());
  }

  @Test
  void aRepetitionChangesNothing() {
    String prompt = ReviewApi.unique("evidence");
    Evidence first = of(prompt, Kind.SUITE, prompt + "/1", T0, 1);
    assertTrue(record(first).isNew());
    EvidenceStore.Recorded again = record(of(prompt, Kind.SUITE, prompt + "/1", T0, 0));
    assertFalse(again.isNew());
    assertEquals(1, again.evidence().counts().failed());
    assertTrue(record(of(prompt, Kind.JUDGE, prompt + "/1", T0, 0)).isNew());
  }

  @Test
  void theLatestOfEachKindCountsWhateverTheOrderOfRecording() {
    String prompt = ReviewApi.unique("evidence");
    record(of(prompt, Kind.SUITE, prompt + "/2", T0.plusSeconds(10), 2));
    record(of(prompt, Kind.SUITE, prompt + "/1", T0, 0));
    record(of(prompt, Kind.RED_TEAM, prompt + "/3", T0, 3));
    assertEquals(
        Map.of(Kind.SUITE, 2, Kind.RED_TEAM, 3),
        latest(digest(prompt)).stream()
            .collect(Collectors.toMap(Evidence::kind, e -> e.counts().failed())));
  }

  @Test
  void versionsDoNotMix() {
    String one = ReviewApi.unique("evidence");
    String two = ReviewApi.unique("evidence");
    record(of(one, Kind.SUITE, one, T0, 1));
    record(of(two, Kind.SUITE, two, T0, 2));
    assertEquals(List.of(one), latest(digest(one)).stream().map(Evidence::prompt).toList());
    assertEquals(2, latest(digest(one), digest(two)).size());
    assertEquals(List.of(), latest());
  }

  @Test
  void nobodyRewritesEvidence() {
    String prompt = ReviewApi.unique("evidence");
    record(of(prompt, Kind.SUITE, prompt, T0, 1));
    for (String statement : List.of("update evidence set failed = 0", "delete from evidence")) {
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () ->
                  inTransaction(
                      () ->
                          Panache.getSession()
                              .chain(s -> s.createNativeQuery(statement).executeUpdate())));
      assertTrue(String.valueOf(refused.getCause()).contains("append-only"), statement);
    }
  }

  @Test
  void countsAddUp() {
    assertThrows(IllegalArgumentException.class, () -> new Counts(1, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Counts(1, -1, 0, 0));
    assertFalse(new Counts(0, 0, 0, 0).allPassed());
    assertFalse(new Counts(3, 2, 0, 0).allPassed());
    assertTrue(new Counts(3, 3, 0, 0).allPassed());
  }
}
