package io.sluice.registry.performance;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A measurement to append. Who and when it was recorded come from the token and the clock. */
public record PerformanceRequest(
    @Min(value = 1, message = "'version' is missing; name the version that was measured")
        int version,
    @NotNull(message = "'metric' is missing")
        @Pattern(
            regexp = "[a-zA-Z][a-zA-Z0-9 ._-]{0,79}",
            message = "'metric' is a short name such as accuracy")
        String metric,
    @NotNull(message = "'value' is missing") Double value,
    @Pattern(
            regexp = "[a-zA-Z%/][a-zA-Z0-9%/ ._-]{0,19}",
            message = "'unit' is a short name such as ms, or left out for a plain number")
        @Nullable String unit,
    @Min(value = 1, message = "'sampleSize' is at least 1") long sampleSize,
    @NotNull(message = "'measuredOn' is missing; a day such as 2026-03-31") LocalDate measuredOn,
    @Size(max = 2_000) @Nullable String note) {}
