package io.sluice.registry.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.facts.NearDuplicates.Duplicate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a test suite is made of.
 *
 * @param cases all of them
 * @param asserting cases that assert something
 * @param byTag cases that carry a tag
 * @param distinctReal cases tagged {@code real} without those that say nearly the same as an
 *     earlier one
 * @param nearDuplicates the first {@value #SHOWN} that were not counted
 */
public record SuiteFacts(
    int cases,
    int asserting,
    Map<String, Integer> byTag,
    int distinctReal,
    List<NearDuplicate> nearDuplicates) {
  private static final int SHOWN = 10;
  private static final String REAL = "real";

  /**
   * A case that was not counted.
   *
   * @param name of the case
   * @param like the earlier case that it is near to
   * @param similarity of their inputs, 0.8 to 1
   */
  public record NearDuplicate(String name, String like, double similarity) {}

  /** The facts of a parsed {@code tests.yaml}. */
  static SuiteFacts of(JsonNode tests) {
    List<JsonNode> cases = new ArrayList<>();
    tests.path("cases").forEach(cases::add);
    Map<String, Integer> byTag = new TreeMap<>();
    List<JsonNode> real = new ArrayList<>();
    for (JsonNode one : cases) {
      one.path("tags").forEach(tag -> byTag.merge(tag.asText(), 1, Integer::sum));
      if (hasTag(one, REAL)) {
        real.add(one);
      }
    }
    List<Duplicate> duplicates = NearDuplicates.among(texts(real));
    return new SuiteFacts(
        cases.size(),
        (int) cases.stream().filter(one -> !one.path("assert").isEmpty()).count(),
        byTag,
        real.size() - duplicates.size(),
        duplicates.stream()
            .limit(SHOWN)
            .map(
                duplicate ->
                    new NearDuplicate(
                        name(real.get(duplicate.index())),
                        name(real.get(duplicate.of())),
                        Math.floor(duplicate.similarity() * 100) / 100))
            .toList());
  }

  private static boolean hasTag(JsonNode one, String tag) {
    for (JsonNode given : one.path("tags")) {
      if (given.asText().equals(tag)) {
        return true;
      }
    }
    return false;
  }

  private static String name(JsonNode one) {
    return one.path("name").asText();
  }

  /**
   * What each case puts into the prompt, as one text. An input that is the same in all of them, as
   * a handbook that every question is asked about, tells none from another and is left out.
   */
  private static List<String> texts(List<JsonNode> cases) {
    Set<String> names = new TreeSet<>();
    cases.forEach(one -> one.path("inputs").fieldNames().forEachRemaining(names::add));
    Set<String> telling = new TreeSet<>();
    for (String name : names) {
      Set<String> values = new HashSet<>();
      cases.forEach(one -> values.add(one.path("inputs").path(name).toString()));
      if (values.size() > 1) {
        telling.add(name);
      }
    }
    return cases.stream()
        .map(
            one -> {
              StringBuilder text = new StringBuilder();
              telling.forEach(
                  name -> {
                    JsonNode value = one.path("inputs").path(name);
                    text.append(value.isTextual() ? value.textValue() : value.toString());
                    text.append('\n');
                  });
              return text.toString();
            })
        .toList();
  }
}
