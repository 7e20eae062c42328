package io.sluice.registry.performance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of a version.
 *
 * @param metric such as {@code accuracy}
 * @param unit such as {@code ms}; absent for a plain number
 * @param sampleSize number of cases that it was measured on
 * @param measuredOn day of the measurement
 * @param recordedBy the token's subject
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PerformanceNote(
    int version,
    String metric,
    double value,
    @Nullable String unit,
    long sampleSize,
    LocalDate measuredOn,
    @Nullable String note,
    String recordedBy,
    Instant recordedAt) {}
