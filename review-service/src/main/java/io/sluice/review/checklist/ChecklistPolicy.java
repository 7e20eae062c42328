package io.sluice.review.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The {@code checklist} section of an environment in main's {@code sluice.yaml}.
 *
 * @param required items that block a merge while they are not met
 * @param waivable items that may be waived
 * @param waivedBy role that may waive
 * @param realInputs distinct real inputs that are needed
 * @param judgeMinimum least median score of each dimension, 0 to 10
 * @param judgeDimensions what the judge has to score
 * @param redTeamCases attacks of a red team that counts
 * @param firstStage percent of traffic that a rollout of high volume starts with at most
 * @param highVolumePerDay calls in a day from which on volume is high
 */
public record ChecklistPolicy(
    Set<ChecklistItem> required,
    Set<ChecklistItem> waivable,
    String waivedBy,
    int realInputs,
    double judgeMinimum,
    List<String> judgeDimensions,
    int redTeamCases,
    int firstStage,
    long highVolumePerDay) {

  static final String SECTION = "checklist";

  private static final String ALL = "all";
  private static final Set<String> WAIVING_ROLES = Set.of("reviewer", "operator");
  private static final Set<String> KNOWN =
      Set.of(
          "required",
          "waivable",
          "waivedBy",
          "realInputs",
          "judge",
          "redTeamCases",
          "firstStage",
          "highVolumePerDay");

  /** Of an environment without the section: all is shown, nothing blocks. */
  static final ChecklistPolicy NONE =
      new ChecklistPolicy(
          Set.of(),
          Set.of(),
          "operator",
          20,
          8,
          List.of("correctness", "completeness", "instruction-following", "clarity", "safety"),
          40,
          10,
          1000);

  public ChecklistPolicy {
    required = Set.copyOf(required);
    waivable = Set.copyOf(waivable);
    judgeDimensions = List.copyOf(judgeDimensions);
  }

  /** What reading the section gives. */
  sealed interface Reading {
    record Read(ChecklistPolicy policy) implements Reading {}

    /** A rule that is not understood could be the one that forbids: nobody may ignore it. */
    record NotUnderstood(String why) implements Reading {}
  }

  /**
   * @param rules an environment's rules
   */
  static Reading read(Map<String, JsonNode> rules) {
    JsonNode section = rules.get(SECTION);
    if (section == null || section.isNull()) {
      return new Reading.Read(NONE);
    }
    try {
      return new Reading.Read(parse(section));
    } catch (IllegalArgumentException e) {
      return new Reading.NotUnderstood(String.valueOf(e.getMessage()));
    }
  }

  private static ChecklistPolicy parse(JsonNode section) {
    fields(section, SECTION, KNOWN);
    JsonNode judge = section.has("judge") ? section.get("judge") : MissingNode.getInstance();
    if (!judge.isMissingNode()) {
      fields(judge, "judge", Set.of("minimum", "dimensions"));
    }
    String waivedBy = section.path("waivedBy").asText(NONE.waivedBy);
    if (!WAIVING_ROLES.contains(waivedBy)) {
      throw new IllegalArgumentException("'waivedBy' is one of " + new TreeSet<>(WAIVING_ROLES));
    }
    return new ChecklistPolicy(
        section.path("required").asText().equals(ALL)
            ? EnumSet.allOf(ChecklistItem.class)
            : items(section.get("required"), "required"),
        items(section.get("waivable"), "waivable"),
        waivedBy,
        Math.toIntExact(number(section, "realInputs", NONE.realInputs)),
        score(judge.get("minimum")),
        dimensions(judge.get("dimensions")),
        Math.toIntExact(number(section, "redTeamCases", NONE.redTeamCases)),
        Math.toIntExact(number(section, "firstStage", NONE.firstStage)),
        number(section, "highVolumePerDay", NONE.highVolumePerDay));
  }

  private static void fields(JsonNode object, String name, Set<String> known) {
    if (!(object instanceof ObjectNode)) {
      throw new IllegalArgumentException("'" + name + "' is not an object");
    }
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("'%s' has unknown fields %s".formatted(name, unknown));
    }
  }

  private static Set<ChecklistItem> items(@Nullable JsonNode names, String field) {
    Set<ChecklistItem> items = EnumSet.noneOf(ChecklistItem.class);
    if (names == null) {
      return items;
    }
    if (!names.isArray()) {
      throw new IllegalArgumentException("'" + field + "' is not a list");
    }
    for (JsonNode name : names) {
      items.add(
          ChecklistItem.named(name.asText())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' names %s, which is no item".formatted(field, name))));
    }
    return items;
  }

  private static long number(JsonNode section, String field, long otherwise) {
    JsonNode value = section.get(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw new IllegalArgumentException("'" + field + "' is not a number from 1");
    }
    return value.longValue();
  }

  private static double score(@Nullable JsonNode value) {
    if (value == null) {
      return NONE.judgeMinimum;
    }
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 10) {
      throw new IllegalArgumentException("'judge.minimum' is not a number from 0 to 10");
    }
    return value.doubleValue();
  }

  private static List<String> dimensions(@Nullable JsonNode value) {
    if (value == null) {
      return NONE.judgeDimensions;
    }
    List<String> names = new ArrayList<>();
    value.forEach(name -> names.add(name.asText()));
    if (!value.isArray() || names.isEmpty() || names.contains("")) {
      throw new IllegalArgumentException("'judge.dimensions' is not a list of names");
    }
    return names;
  }
}
