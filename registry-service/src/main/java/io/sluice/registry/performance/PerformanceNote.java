package io.sluice.registry.performance;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of a version.
 *
 * @param metric such as {@code accuracy}
 * @param sampleSize number of cases that it was measured on
 * @param measuredOn day of the measurement
 * @param recordedBy the token's subject
 */
public record PerformanceNote(
    int version,
    String metric,
    double value,
    long sampleSize,
    LocalDate measuredOn,
    @Nullable String note,
    String recordedBy,
    Instant recordedAt) {}
