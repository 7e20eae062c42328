package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What changed inputs mean for apps that call with the old ones: an app may send every declared
 * input, must send the required ones, and is refused with others.
 *
 * @param changes every change of an input, breaking or not
 */
public record InputImpact(Verdict verdict, List<InputChange> changes) {

  /**
   * One change of an input.
   *
   * @param rule {@code input-added}, {@code input-removed}, {@code input-required}, {@code
   *     input-optional}, {@code input-type}, {@code input-max-length}
   */
  public record InputChange(String input, String rule, Verdict verdict, String detail) {}

  static InputImpact of(JsonNode before, JsonNode after) {
    List<InputChange> changes = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!after.has(name)) {
        changes.add(
            new InputChange(
                name, "input-removed", Verdict.BREAKING, "Apps that send it are refused."));
      } else if (!before.has(name)) {
        boolean required = isRequired(after.get(name));
        changes.add(
            new InputChange(
                name,
                "input-added",
                required ? Verdict.BREAKING : Verdict.COMPATIBLE,
                required ? "Apps do not send it yet, and it is required." : "It may be left out."));
      } else {
        compare(name, before.get(name), after.get(name), changes);
      }
    }
    return new InputImpact(
        changes.stream().map(InputChange::verdict).reduce(Verdict.COMPATIBLE, Verdict::or),
        List.copyOf(changes));
  }

  private static void compare(
      String name, JsonNode before, JsonNode after, List<InputChange> changes) {
    if (isRequired(before) != isRequired(after)) {
      changes.add(
          isRequired(after)
              ? new InputChange(
                  name, "input-required", Verdict.BREAKING, "Apps that leave it out are refused.")
              : new InputChange(
                  name, "input-optional", Verdict.COMPATIBLE, "It may now be left out."));
    }
    String from = type(before);
    String to = type(after);
    if (!from.equals(to)) {
      boolean wider = to.equals("any") || (from.equals("integer") && to.equals("number"));
      changes.add(
          new InputChange(
              name,
              "input-type",
              wider ? Verdict.COMPATIBLE : Verdict.BREAKING,
              "It was of type " + from + " and is of type " + to + "."));
    }
    long was = length(before);
    long is = length(after);
    if (was != is) {
      changes.add(
          new InputChange(
              name,
              "input-max-length",
              is < was ? Verdict.BREAKING : Verdict.COMPATIBLE,
              "Its longest text was " + words(was) + " and is " + words(is) + "."));
    }
  }

  /** An input that says nothing of it is required, as when it is rendered. */
  private static boolean isRequired(JsonNode input) {
    return input.path("required").asBoolean(true);
  }

  private static String type(JsonNode input) {
    return input.path("type").asText("any");
  }

  private static long length(JsonNode input) {
    return input.path("maxLength").asLong(Long.MAX_VALUE);
  }

  private static String words(long length) {
    return length == Long.MAX_VALUE ? "unlimited" : length + " characters";
  }
}
