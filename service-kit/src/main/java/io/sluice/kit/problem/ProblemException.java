package io.sluice.kit.problem;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A failure that is meant for the caller: what is wrong, and what to do about it. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ProblemType type;
  private final transient List<ProblemDetail> errors;
  private final @Nullable Integer retryAfterSeconds;
  private transient Map<String, String> members = Map.of();

  /**
   * @param detail what is wrong here and what to do, in a sentence or two
   */
  public ProblemException(ProblemType type, String detail) {
    this(type, detail, List.of(), null);
  }

  /**
   * @param errors every single thing that is wrong, when there are several
   */
  public ProblemException(ProblemType type, String detail, List<ProblemDetail> errors) {
    this(type, detail, errors, null);
  }

  private ProblemException(
      ProblemType type,
      String detail,
      List<ProblemDetail> errors,
      @Nullable Integer retryAfterSeconds) {
    super(detail);
    this.type = type;
    this.errors = List.copyOf(errors);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The same with extension members in its body, for programs that act on them. */
  public ProblemException with(Map<String, String> extensions) {
    ProblemException extended =
        new ProblemException(type, String.valueOf(getMessage()), errors, retryAfterSeconds);
    extended.members = Map.copyOf(extensions);
    return extended;
  }

  /** A failure that may pass by itself: the client is told to come back. */
  public static ProblemException retryLater(ProblemType type, String detail, int seconds) {
    return new ProblemException(type, detail, List.of(), seconds);
  }

  public ProblemType type() {
    return type;
  }

  public List<ProblemDetail> errors() {
    return errors;
  }

  public Map<String, String> members() {
    return members;
  }

  /** Whole seconds for {@code Retry-After}, or null. */
  public @Nullable Integer retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
