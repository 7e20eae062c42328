package io.sluice.review.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A time in which nothing is merged. */
public sealed interface FreezeWindow {
  /** Why, in the words of the policy; null where it gives none. */
  @Nullable String reason();

  /** When this window lets go; empty when it does not hold at that moment. */
  Optional<Instant> frozenUntil(Instant now);

  /**
   * Once, from an instant up to, but not including, another.
   *
   * @param to after {@code from}
   */
  record Once(Instant from, Instant to, @Nullable String reason) implements FreezeWindow {
    @Override
    public Optional<Instant> frozenUntil(Instant now) {
      return !now.isBefore(from) && now.isBefore(to) ? Optional.of(to) : Optional.empty();
    }
  }

  /** A time of the week on the wall clock. */
  record WeekTime(DayOfWeek day, LocalTime time) {
    /** The last such moment that is not after {@code now}, in its zone. */
    ZonedDateTime lastBefore(ZonedDateTime now) {
      ZonedDateTime sameDay = at(now.with(TemporalAdjusters.previousOrSame(day)));
      return sameDay.isAfter(now) ? at(now.with(TemporalAdjusters.previous(day))) : sameDay;
    }

    /** The first such moment after {@code then}. */
    ZonedDateTime firstAfter(ZonedDateTime then) {
      ZonedDateTime sameDay = at(then.with(TemporalAdjusters.nextOrSame(day)));
      return sameDay.isAfter(then) ? sameDay : at(then.with(TemporalAdjusters.next(day)));
    }

    /** A time that daylight saving skips is that much later. */
    private ZonedDateTime at(ZonedDateTime onDay) {
      return ZonedDateTime.of(onDay.toLocalDate(), time, onDay.getZone());
    }
  }

  /** Every week, from a wall-clock time up to another; may reach into the next week. */
  record Weekly(WeekTime from, WeekTime to, ZoneId zone, @Nullable String reason)
      implements FreezeWindow {
    @Override
    public Optional<Instant> frozenUntil(Instant now) {
      ZonedDateTime here = now.atZone(zone);
      ZonedDateTime end = to.firstAfter(from.lastBefore(here));
      return here.isBefore(end) ? Optional.of(end.toInstant()) : Optional.empty();
    }
  }
}
