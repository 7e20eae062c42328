package io.sluice.rollout.ofrep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of evaluating one flag. */
@Schema(oneOf = {FlagView.Evaluated.class, FlagView.Failed.class})
public sealed interface FlagView {
  /**
   * A flag that exists.
   *
   * @param reason {@code STATIC}, {@code SPLIT} or {@code DISABLED}
   * @param variant names the version; null when there is none
   * @param value the version's content, a JSON object; null when the app's own default should serve
   * @param metadata texts, numbers and booleans, never null
   */
  @JsonInclude(Include.NON_NULL)
  @Schema(name = "FlagEvaluated")
  record Evaluated(
      String key,
      String reason,
      @Nullable String variant,
      @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable String value,
      Map<String, Object> metadata)
      implements FlagView {}

  /**
   * A failure.
   *
   * @param key null when it is about several flags
   * @param metadata empty, and always there: the Java provider (0.0.2) fails without
   */
  @JsonInclude(Include.NON_NULL)
  @Schema(name = "FlagFailed")
  record Failed(
      @Nullable String key, ErrorCode errorCode, String errorDetails, Map<String, Object> metadata)
      implements FlagView {
    Failed(@Nullable String key, ErrorCode errorCode, String errorDetails) {
      this(key, errorCode, errorDetails, Map.of());
    }
  }
}
