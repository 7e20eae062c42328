package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a schema cannot say about {@code sluice.yaml}. A policy that could not be applied would stop
 * every merge, so it is refused where it is written.
 */
final class PolicyRules {
  private static final String APPROVALS = "approvals";
  private static final String APPROVER_TEAM = "approverTeam";

  private final RepositoryPath.Policy at;
  private final YamlDocument document;
  private final List<Finding> findings = new ArrayList<>();

  private PolicyRules(RepositoryPath.Policy at, YamlDocument document) {
    this.at = at;
    this.document = document;
  }

  static List<Finding> check(RepositoryPath.Policy at, YamlDocument document) {
    PolicyRules rules = new PolicyRules(at, document);
    JsonNode environments = document.json().path("environments");
    environments
        .fields()
        .forEachRemaining(e -> rules.scope("/environments/" + e.getKey(), e.getValue()));
    document
        .json()
        .path("labels")
        .fields()
        .forEachRemaining(
            label -> {
              String pointer = "/labels/" + label.getKey();
              rules.scope(pointer, label.getValue());
              rules.knownEnvironments(pointer, label.getValue(), environments);
            });
    return rules.findings;
  }

  private void scope(String pointer, JsonNode rules) {
    approvals(pointer, rules);
    JsonNode freeze = rules.path("freeze");
    for (int i = 0; i < freeze.size(); i++) {
      window(pointer + "/freeze/" + i, freeze.get(i));
    }
  }

  private void approvals(String pointer, JsonNode rules) {
    JsonNode approvals = rules.path(APPROVALS);
    if (rules.has(APPROVER_TEAM) && !approvals.isInt()) {
      finding(
          pointer + "/" + APPROVER_TEAM,
          "approver-team-without-number",
          "'approverTeam' belongs to 'approvals' with a number; in a list each demand has its"
              + " 'team'.");
    }
    Set<String> teams = new HashSet<>();
    for (int i = 0; approvals.isArray() && i < approvals.size(); i++) {
      String team = approvals.get(i).path("team").asText("any");
      if (!teams.add(team)) {
        finding(
            pointer + "/approvals/" + i,
            "approvals-twice",
            "'" + team + "' is asked twice; say it once, with the larger number.");
      }
    }
  }

  private void window(String pointer, JsonNode window) {
    JsonNode weekly = window.path("weekly");
    if (weekly.isObject()) {
      String zone = weekly.path("zone").asText();
      if (!isZone(zone)) {
        finding(
            pointer + "/weekly/zone",
            "unknown-time-zone",
            "There is no time zone '" + zone + "'; name one such as Europe/Berlin or UTC.");
      }
      if (weekly.path("from").equals(weekly.path("to"))) {
        finding(
            pointer + "/weekly/to",
            "freeze-is-empty",
            "The window ends when it begins; it would never freeze anything.");
      }
      return;
    }
    Instant from = instant(pointer + "/from", window.path("from").asText());
    Instant to = instant(pointer + "/to", window.path("to").asText());
    if (from != null && to != null && !from.isBefore(to)) {
      finding(
          pointer + "/to", "freeze-is-empty", "'to' must be after 'from'; nothing is frozen now.");
    }
  }

  private @Nullable Instant instant(String pointer, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      finding(pointer, "no-such-time", "'" + text + "' is not a date that exists.");
      return null;
    }
  }

  private void knownEnvironments(String pointer, JsonNode rules, JsonNode known) {
    JsonNode named = rules.path("environments");
    for (int i = 0; i < named.size(); i++) {
      if (!known.has(named.get(i).asText())) {
        finding(
            pointer + "/environments/" + i,
            "unknown-environment",
            "There is no environment '" + named.get(i).asText() + "' in this file.");
      }
    }
  }

  private static boolean isZone(String zone) {
    return ZoneId.getAvailableZoneIds().contains(zone);
  }

  private void finding(String pointer, String rule, String message) {
    findings.add(Finding.at(at, document, pointer, rule, message));
  }
}
