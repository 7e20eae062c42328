package io.sluice.kit.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/** The body of an RFC 9457 answer. {@code type} is a relative reference, stable for each kind. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemBody(
    String type,
    String title,
    int status,
    String detail,
    List<ProblemDetail> errors,
    @JsonAnyGetter Map<String, String> members) {

  /** Media type of every error answer. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public static ProblemBody of(ProblemType type, String detail, List<ProblemDetail> errors) {
    return of(type, detail, errors, Map.of());
  }

  /**
   * @param members extension members (RFC 9457, 3.2), beside the standard ones
   */
  public static ProblemBody of(
      ProblemType type, String detail, List<ProblemDetail> errors, Map<String, String> members) {
    return new ProblemBody(
        reference(type),
        type.title(),
        type.status(),
        detail,
        List.copyOf(errors),
        Map.copyOf(members));
  }

  /** Whether it says that this went wrong. */
  public boolean isOf(ProblemType other) {
    return type.equals(reference(other));
  }

  private static String reference(ProblemType type) {
    return "/problems/" + type.slug();
  }
}
