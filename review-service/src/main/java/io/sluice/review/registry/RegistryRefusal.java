package io.sluice.review.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.problem.ProblemDetail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error status of the registry, with what its problem+json body says. */
final class RegistryRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REASONS = 100;

  private final int status;
  private final transient List<ProblemDetail> errors;

  private RegistryRefusal(int status, String detail, List<ProblemDetail> errors) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }

  static RegistryRefusal of(int status, @Nullable String body) {
    JsonNode problem = parse(body);
    List<ProblemDetail> errors = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      if (errors.size() < MAX_REASONS) {
        errors.add(
            new ProblemDetail(
                error.path("detail").asText(), text(error, "pointer"), text(error, "rule")));
      }
    }
    return new RegistryRefusal(
        status, problem.path("detail").asText("The registry answered " + status + "."), errors);
  }

  int status() {
    return status;
  }

  List<ProblemDetail> errors() {
    return errors;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** A proxy in between may answer with anything; then there is no detail to pass on. */
  private static JsonNode parse(@Nullable String body) {
    try {
      JsonNode node = body == null || body.isBlank() ? null : JSON.readTree(body);
      return node == null ? JSON.createObjectNode() : node;
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static @Nullable String text(JsonNode error, String property) {
    return error.path(property).isTextual() ? error.path(property).asText() : null;
  }
}
