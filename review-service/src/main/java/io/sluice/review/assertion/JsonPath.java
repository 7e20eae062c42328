package io.sluice.review.assertion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path to one value: {@code $}, {@code .name}, {@code ['name']}, {@code [0]}. That is the part of
 * RFC 9535 that names exactly one place (its "singular queries", section 2.3.5.1).
 */
public final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.([A-Za-z_\\x{80}-\\x{10FFFF}][A-Za-z0-9_\\x{80}-\\x{10FFFF}]*)"
              + "|\\['([^'\\\\]{1,200})'\\]|\\[\"([^\"\\\\]{1,200})\"\\]|\\[(-?\\d{1,6})\\]");

  /** One step down: by name or by place. */
  public sealed interface Step {
    /** Into an object. */
    record Name(String name) implements Step {}

    /** Into an array; a negative one counts from its end. */
    record Index(int index) implements Step {}
  }

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** Reads a path; empty when it is none, or one that may name several places. */
  public static Optional<JsonPath> parse(String path) {
    if (!path.startsWith("$")) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int at = 1;
    while (at < path.length()) {
      matcher.region(at, path.length());
      if (!matcher.lookingAt()) {
        return Optional.empty();
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    return Optional.of(new JsonPath(steps));
  }

  private static Step step(Matcher matcher) {
    for (int group = 1; group <= 3; group++) {
      String name = matcher.group(group);
      if (name != null) {
        return new Step.Name(name);
      }
    }
    return new Step.Index(Integer.parseInt(matcher.group(4)));
  }

  /** The steps from the root. */
  public List<Step> steps() {
    return steps;
  }

  /** The value at this path; empty when there is none. */
  public Optional<JsonNode> in(JsonNode root) {
    JsonNode at = root;
    for (Step step : steps) {
      at =
          switch (step) {
            case Step.Name(String name) -> at.path(name);
            case Step.Index(int index) ->
                at.isArray() ? at.path(index < 0 ? at.size() + index : index) : at.path("");
          };
    }
    return at.isMissingNode() ? Optional.empty() : Optional.of(at);
  }
}
