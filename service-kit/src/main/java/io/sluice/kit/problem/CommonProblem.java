package io.sluice.kit.problem;

/** Failures that every service can answer with. */
public enum CommonProblem implements ProblemType {
  MALFORMED_REQUEST("malformed-request", 400, "The request cannot be read"),
  INVALID_REQUEST("invalid-request", 400, "The request breaks a rule"),
  UNSAFE_PATH("unsafe-path", 400, "The path has characters that are not allowed"),
  UNAUTHENTICATED("unauthenticated", 401, "A valid token is needed"),
  FORBIDDEN("forbidden", 403, "Your role does not allow this"),
  NOT_FOUND("not-found", 404, "There is nothing here"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "This path does not take that method"),
  NOT_ACCEPTABLE("not-acceptable", 406, "No such representation"),
  TOO_LARGE("too-large", 413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "This content type is not understood"),
  INTERNAL("internal-error", 500, "Something went wrong on our side"),
  UNAVAILABLE("dependency-unavailable", 503, "A part that is needed is not reachable");

  private final String slug;
  private final int status;
  private final String title;

  CommonProblem(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }

  @Override
  public String slug() {
    return slug;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }
}
