package io.sluice.review.checklist;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An item of the checklist, in the order in which a reader wants to see them. Stored by name:
 * constants may be added, never renamed.
 */
public enum ChecklistItem {
  REAL_INPUTS(Part.CONTENT, StatedBy.NOBODY, "Tested on diverse real inputs"),
  JUDGE(Part.CONTENT, StatedBy.NOBODY, "Judged well on every dimension"),
  RED_TEAM(Part.CONTENT, StatedBy.NOBODY, "Red-teamed, and what was found is fixed"),
  EDGE_CASES(Part.CONTENT, StatedBy.ANYONE, "Edge cases are documented"),
  OUTPUT_FORMAT(Part.TECHNICAL, StatedBy.ANYONE, "Every output is of the declared format"),
  INPUT_EXTREMES(
      Part.TECHNICAL, StatedBy.NOBODY, "Empty, very long and bilingual inputs are tested"),
  LATENCY(Part.TECHNICAL, StatedBy.NOBODY, "Answers come fast enough"),
  COST(Part.TECHNICAL, StatedBy.NOBODY, "A call costs no more than its budget"),
  REGISTRY_ENTRY(Part.DOCUMENTATION, StatedBy.NOBODY, "The registry entry is complete"),
  TEST_SUITE(Part.DOCUMENTATION, StatedBy.NOBODY, "The test suite is saved beside it"),
  ROLLBACK_PLAN(Part.DOCUMENTATION, StatedBy.ANYONE, "It is known where to go back to"),
  STAGED_ROLLOUT(
      Part.DEPLOYMENT, StatedBy.WHO_HAD_NO_HAND_IN_IT, "High volume starts with a small share"),
  ERROR_ALERT(Part.DEPLOYMENT, StatedBy.ANYONE, "An alert is set for a spike of errors"),
  OWNER_NOTIFIED(Part.DEPLOYMENT, StatedBy.THE_OWNER, "The owner knows and is on call");

  /** Where on the checklist an item stands. */
  public enum Part {
    CONTENT,
    TECHNICAL,
    DOCUMENTATION,
    DEPLOYMENT;

    /** Name in JSON. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whose word about an item counts, where a machine cannot know. */
  enum StatedBy {
    /** A machine establishes it or nobody does. */
    NOBODY,
    /** Any person; whoever approves reads who it was. */
    ANYONE,
    /** Four eyes: it lowers a guard. */
    WHO_HAD_NO_HAND_IN_IT,
    /** By acknowledgement. */
    THE_OWNER
  }

  private final Part part;
  private final StatedBy statedBy;
  private final String title;

  ChecklistItem(Part part, StatedBy statedBy, String title) {
    this.part = part;
    this.statedBy = statedBy;
    this.title = title;
  }

  public Part part() {
    return part;
  }

  StatedBy statedBy() {
    return statedBy;
  }

  /** What it asks for, in a few words. */
  public String title() {
    return title;
  }

  /** Name in JSON, in URLs and in {@code sluice.yaml}: {@code real-inputs}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<ChecklistItem> named(String wireName) {
    return Arrays.stream(values()).filter(item -> item.wireName().equals(wireName)).findFirst();
  }

  static List<String> wireNames() {
    return Arrays.stream(values()).map(ChecklistItem::wireName).toList();
  }
}
