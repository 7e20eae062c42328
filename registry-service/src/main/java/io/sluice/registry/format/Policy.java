package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parsed {@code sluice.yaml} of main.
 *
 * @param json checked content
 */
public record Policy(JsonNode json) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The policy of a new repository. */
  public static final String INITIAL =
      """
      # Rules of this repository. They are read from main only, never from a branch under review.
      apiVersion: sluice/v1
      environments:
        production:
          approvals: 1
          rollout:
            stages: [10, 50, 100]
            watch: 48h
      """;

  /** Names of the environments that a prompt may be promoted to. */
  public Set<String> environments() {
    Set<String> names = new TreeSet<>();
    Iterator<String> fields = json.path("environments").fieldNames();
    fields.forEachRemaining(names::add);
    return names;
  }

  /**
   * A rollout plan with every field (a ceiling only where one is set): what the environment file
   * says, else this policy, else the defaults.
   *
   * @param fromFile the file's {@code rollout} section; anything but an object counts as absent
   */
  public ObjectNode plan(String environment, JsonNode fromFile) {
    ObjectNode plan = JSON.objectNode();
    plan.putArray("stages").add(10).add(50).add(100);
    plan.put("minStageTime", "0s");
    plan.put("watch", "48h");
    plan.put("holdback", 5);
    plan.put("maturity", "2s");
    plan.put("alpha", 0.01);
    plan.put("absoluteMargin", 0.005);
    plan.putObject("margins")
        .put("early", 2)
        .put("late", 1.3)
        .put("earlyFeedback", 3)
        .put("lateFeedback", 2);
    if (json.path("environments").path(environment).path("rollout") instanceof ObjectNode own) {
      overlay(plan, own);
    }
    if (fromFile instanceof ObjectNode file) {
      overlay(plan, file);
    }
    return plan;
  }

  /** Takes over every field; of the margins those that are named. */
  private static void overlay(ObjectNode plan, ObjectNode more) {
    ObjectNode margins = plan.withObject("/margins").deepCopy();
    if (more.path("margins") instanceof ObjectNode named) {
      margins.setAll(named);
    }
    plan.setAll(more);
    plan.set("margins", margins);
  }
}
