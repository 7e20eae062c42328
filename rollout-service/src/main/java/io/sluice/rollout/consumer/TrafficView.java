package io.sluice.rollout.consumer;

import java.time.LocalDate;

/**
 * Calls of a day.
 *
 * @param day in UTC; a call around midnight may be counted on the other side of it
 */
public record TrafficView(LocalDate day, long calls) {}
