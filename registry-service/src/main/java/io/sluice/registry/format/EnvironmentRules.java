package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a schema cannot say about {@code environments/<env>/<id>.yaml}. */
final class EnvironmentRules {
  private EnvironmentRules() {}

  static List<Finding> check(RepositoryPath.Environment at, YamlDocument document) {
    List<Finding> findings = new ArrayList<>();
    JsonNode json = document.json();
    if (!at.id().equals(json.path("prompt").textValue())) {
      findings.add(
          Finding.at(
              at,
              document,
              "/prompt",
              "prompt-matches-file",
              "'prompt' must be the file's name: '" + at.id() + "'."));
    }
    if (json.path("version").isInt() && !json.has("digest")) {
      findings.add(
          Finding.at(
              at,
              document,
              "/version",
              "digest-required",
              "A version that exists is named with its 'digest'; copy it from the registry, or say"
                  + " 'version: next' for what this change creates."));
    }
    JsonNode stages = json.path("rollout").path("stages");
    int before = 0;
    for (JsonNode stage : stages) {
      if (stage.intValue() <= before) {
        findings.add(
            Finding.at(at, document, "/rollout/stages", "stages-grow", "Stages must grow."));
        break;
      }
      before = stage.intValue();
    }
    if (!stages.isMissingNode() && before != 100) {
      findings.add(
          Finding.at(at, document, "/rollout/stages", "stages-end", "The last stage must be 100."));
    }
    return findings;
  }
}
