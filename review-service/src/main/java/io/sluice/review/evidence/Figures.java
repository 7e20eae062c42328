package io.sluice.review.evidence;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.evidence.Evidence.Counts;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured beside the counts. Null and empty mean "not measured", never "nothing wrong".
 *
 * @param judgeMedians median score of each dimension, 0 to 10
 * @param latencyP95Ms 95th percentile of the answers' time, in ms
 * @param costPerCallUsd mean cost of a call, in USD
 * @param outputs answers that were held against the output schema
 * @param schemaValidOutputs those of them that are valid
 * @param byTag counts of the cases that carry a tag of {@code tests.yaml}
 * @param baseline the same suite on the version that was live; null when none was
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Figures(
    Map<String, Double> judgeMedians,
    @Nullable Long latencyP95Ms,
    @Nullable BigDecimal costPerCallUsd,
    @Nullable Integer outputs,
    @Nullable Integer schemaValidOutputs,
    Map<String, Counts> byTag,
    @Nullable Baseline baseline) {

  /** Nothing but counts. */
  public static final Figures NONE = new Figures(Map.of(), null, null, null, null, Map.of(), null);

  public Figures {
    judgeMedians = judgeMedians == null ? Map.of() : Map.copyOf(judgeMedians);
    byTag = byTag == null ? Map.of() : Map.copyOf(byTag);
  }

  /**
   * The same cases on the baseline.
   *
   * @param version the baseline's version
   * @param fixed cases that fail there and pass here
   * @param broken cases that pass there and fail here
   * @param unchanged the others
   * @param pValue two-sided, of a paired test that neither is better; null when not computed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Baseline(
      int version, int fixed, int broken, int unchanged, @Nullable Double pValue) {}
}
