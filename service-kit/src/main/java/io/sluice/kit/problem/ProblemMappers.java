package io.sluice.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.sluice.kit.database.DatabaseFailures;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Makes problem+json of every failure. No message of a framework and no class name leaves here: an
 * unknown failure is logged with its stack and answered in general words.
 */
public class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final int DATABASE_RETRY_SECONDS = 2;

  /** The answer to any failure, for resources whose protocol has a form of its own for them. */
  public Response any(Throwable failure, SimpleResourceInfo endpoint, UriInfo uri) {
    return switch (failure) {
      case ProblemException e -> problem(e);
      case UnauthorizedException e -> unauthenticated(e);
      case AuthenticationFailedException e -> unauthenticated(e);
      case ForbiddenException e -> forbidden(e, endpoint);
      case JsonProcessingException e -> malformedJson(e);
      case ConstraintViolationException e -> invalid(e);
      case WebApplicationException e -> webApplication(e, endpoint, uri);
      default -> unexpected(failure);
    };
  }

  @ServerExceptionMapper
  public Response problem(ProblemException e) {
    var builder =
        response(
            e.type(),
            ProblemBody.of(e.type(), String.valueOf(e.getMessage()), e.errors(), e.members()));
    if (e.retryAfterSeconds() != null) {
      builder.header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds());
    }
    return builder.build();
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  public Response unauthenticated(SecurityException e) {
    return response(
            CommonProblem.UNAUTHENTICATED,
            "Send 'Authorization: Bearer <token>' with a token that is signed by the configured"
                + " issuer, for this audience, and not expired.",
            List.of())
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException e, SimpleResourceInfo endpoint) {
    String needed = String.join("' or '", NeededRoles.of(endpoint));
    return response(
            CommonProblem.FORBIDDEN,
            needed.isEmpty()
                ? "Your token is valid, but none of its roles may do this."
                : "Your token is valid, but this needs the role '" + needed + "'.",
            List.of())
        .build();
  }

  /** Named by itself because Quarkus brings a mapper for it that answers without a body. */
  @ServerExceptionMapper
  public Response mismatchedJson(MismatchedInputException e) {
    return malformedJson(e);
  }

  @ServerExceptionMapper
  public Response malformedJson(JsonProcessingException e) {
    return response(CommonProblem.MALFORMED_REQUEST, describe(e), List.of()).build();
  }

  @ServerExceptionMapper
  public Response invalid(ConstraintViolationException e) {
    List<ProblemDetail> errors =
        e.getConstraintViolations().stream()
            .map(v -> new ProblemDetail(v.getMessage(), v.getPropertyPath().toString(), null))
            .sorted((a, b) -> String.valueOf(a.pointer()).compareTo(String.valueOf(b.pointer())))
            .toList();
    String detail = errors.stream().map(ProblemDetail::detail).collect(Collectors.joining("; "));
    return response(CommonProblem.INVALID_REQUEST, detail, errors).build();
  }

  @ServerExceptionMapper
  public Response webApplication(
      WebApplicationException e, SimpleResourceInfo endpoint, UriInfo uri) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException problem) {
        return problem(problem);
      }
      if (cause instanceof JsonProcessingException json) {
        return malformedJson(json);
      }
    }
    int status = e.getResponse().getStatus();
    return switch (status) {
      case 401 -> unauthenticated(new UnauthorizedException());
      case 403 -> forbidden(new ForbiddenException(), endpoint);
      case 404 -> isUnreadableParameter(e, uri) ? unreadableParameter() : notFound();
      case 405 ->
          response(
                  CommonProblem.METHOD_NOT_ALLOWED,
                  "See the API description for what this path takes.",
                  List.of())
              .build();
      case 406 ->
          response(CommonProblem.NOT_ACCEPTABLE, "Ask for 'application/json'.", List.of()).build();
      case 413 -> response(CommonProblem.TOO_LARGE, "Send less in one request.", List.of()).build();
      case 415 ->
          response(
                  CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                  "Send 'Content-Type: application/json'.",
                  List.of())
              .build();
      default ->
          status >= 500
              ? unexpected(e)
              : response(
                      CommonProblem.MALFORMED_REQUEST,
                      "The body or a parameter cannot be read; compare it with the API"
                          + " description.",
                      List.of())
                  .build();
    };
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable e) {
    if (DatabaseFailures.isUnavailable(e)) {
      LOG.warnf("Database not reachable: %s", e.getMessage());
      return response(
              CommonProblem.UNAVAILABLE,
              "The database is not reachable right now. Nothing was changed; try again.",
              List.of())
          .header(HttpHeaders.RETRY_AFTER, DATABASE_RETRY_SECONDS)
          .build();
    }
    LOG.error("Unexpected failure", e);
    return response(
            CommonProblem.INTERNAL,
            "The failure is in this service's log. Try again; if it stays, tell its operator.",
            List.of())
        .build();
  }

  /** JAX-RS answers 404 to {@code ?limit=many}, as if the path were wrong; its cause tells. */
  private static boolean isUnreadableParameter(WebApplicationException e, UriInfo uri) {
    return e.getCause() != null && !uri.getQueryParameters().isEmpty();
  }

  private static Response unreadableParameter() {
    return response(
            CommonProblem.INVALID_REQUEST,
            "A query parameter has a value that cannot be read, such as a word where a number"
                + " belongs; compare it with the API description.",
            List.of())
        .build();
  }

  /** The answer for a path that leads nowhere. */
  public static Response notFound() {
    return response(
            CommonProblem.NOT_FOUND,
            "No such path. The API description is at /q/openapi on this port.",
            List.of())
        .build();
  }

  private static Response.ResponseBuilder response(
      ProblemType type, String detail, List<ProblemDetail> errors) {
    return response(type, ProblemBody.of(type, detail, errors));
  }

  private static Response.ResponseBuilder response(ProblemType type, ProblemBody body) {
    return Response.status(type.status()).type(ProblemBody.MEDIA_TYPE).entity(body);
  }

  private static String describe(JsonProcessingException e) {
    @Nullable String where =
        e.getLocation() == null
            ? null
            : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    String path =
        e instanceof JsonMappingException m
            ? m.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."))
            : "";
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "Unknown property '" + path + "'. Known here: " + unknown.getKnownPropertyIds() + ".";
    }
    String what =
        path.isEmpty() ? "The body is not valid JSON" : "Property '" + path + "' cannot be read";
    return where == null ? what + "." : what + " (" + where + ").";
  }
}
