package io.sluice.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemBody;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses, before routing and authentication, requests whose path could be read in two ways and
 * bodies that announce more than the limit.
 */
@ApplicationScoped
public class RequestGuard {
  private static final int BEFORE_EVERYTHING = 1000;

  private final ObjectMapper json;
  private final long maxBodyBytes;

  @Inject
  RequestGuard(
      ObjectMapper json,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M")
          MemorySize maxBody) {
    this.json = json;
    this.maxBodyBytes = maxBody.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_EVERYTHING);
  }

  private void check(RoutingContext context) {
    if (isUnsafe(context.request().path())) {
      refuse(
          context,
          CommonProblem.UNSAFE_PATH,
          "Paths here have no ';', no empty segments, and no encoded '/', '\\' or control"
              + " characters.");
      return;
    }
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && length.length() < 19 && Long.parseLong(length) > maxBodyBytes) {
      if (context.request().version() != HttpVersion.HTTP_2) {
        context.response().putHeader("Connection", "close");
      }
      refuse(
          context,
          CommonProblem.TOO_LARGE,
          "At most " + maxBodyBytes + " bytes in one request; split it.");
      return;
    }
    context.next();
  }

  /** In one pass and without allocating, because every request comes by here. */
  static boolean isUnsafe(String path) {
    int length = path.length();
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      boolean emptySegment = c == '/' && i + 1 < length && path.charAt(i + 1) == '/';
      if (emptySegment || isUnsafe(c) || (c == '%' && isUnsafeEscape(path, i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnsafe(int c) {
    return c < 0x20 || c == 0x7f || c == ';' || c == '\\';
  }

  /** Also one that is none: a percent sign without two hexadecimal digits. */
  private static boolean isUnsafeEscape(String path, int at) {
    if (at + 2 >= path.length()
        || !HexFormat.isHexDigit(path.charAt(at + 1))
        || !HexFormat.isHexDigit(path.charAt(at + 2))) {
      return true;
    }
    int escaped = HexFormat.fromHexDigits(path, at + 1, at + 3);
    return escaped == '/' || isUnsafe(escaped);
  }

  private void refuse(RoutingContext context, CommonProblem problem, String detail) {
    try {
      context
          .response()
          .setStatusCode(problem.status())
          .putHeader("Content-Type", ProblemBody.MEDIA_TYPE)
          .end(json.writeValueAsString(ProblemBody.of(problem, detail, List.of())));
    } catch (JsonProcessingException e) {
      context.fail(problem.status());
    }
  }
}
