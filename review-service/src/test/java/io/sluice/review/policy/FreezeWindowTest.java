package io.sluice.review.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.review.policy.FreezeWindow.WeekTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeWindowTest {
  private static final FreezeWindow WEEKEND =
      new FreezeWindow.Weekly(
          new WeekTime(DayOfWeek.FRIDAY, LocalTime.of(18, 0)),
          new WeekTime(DayOfWeek.MONDAY, LocalTime.of(8, 0)),
          ZoneId.of("Europe/Berlin"),
          null);

  private static String until(FreezeWindow window, String now) {
    return window.frozenUntil(Instant.parse(now)).map(Instant::toString).orElse("-");
  }

  /** Berlin is two hours ahead of UTC in summer, one in winter. */
  @ParameterizedTest
  @CsvSource({
    "2026-07-03T15:59:59Z, -",
    "2026-07-03T16:00:00Z, 2026-07-06T06:00:00Z",
    "2026-07-05T12:00:00Z, 2026-07-06T06:00:00Z",
    "2026-07-06T05:59:59Z, 2026-07-06T06:00:00Z",
    "2026-07-06T06:00:00Z, -",
    "2026-07-08T12:00:00Z, -",
    "2026-10-23T16:00:00Z, 2026-10-26T07:00:00Z",
    "2026-10-26T06:59:59Z, 2026-10-26T07:00:00Z",
    "2026-10-26T07:00:00Z, -"
  })
  void aWeekendIsFrozenByTheWallClockOfItsZone(String now, String until) {
    assertEquals(until, until(WEEKEND, now));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-19T23:59:59Z, -",
    "2026-12-20T00:00:00Z, 2027-01-02T00:00:00Z",
    "2027-01-01T23:59:59Z, 2027-01-02T00:00:00Z",
    "2027-01-02T00:00:00Z, -"
  })
  void aSeasonIsFrozenFromItsFirstMomentUpToItsEnd(String now, String until) {
    FreezeWindow season =
        new FreezeWindow.Once(
            Instant.parse("2026-12-20T00:00:00Z"), Instant.parse("2027-01-02T00:00:00Z"), "Peak");
    assertEquals(until, until(season, now));
  }
}
