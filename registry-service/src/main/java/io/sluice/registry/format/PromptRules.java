package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a schema cannot say about {@code prompt.yaml}. */
final class PromptRules {
  private PromptRules() {}

  static List<Finding> check(RepositoryPath.Prompt at, YamlDocument document) {
    List<Finding> findings = new ArrayList<>();
    String id = document.json().path("id").textValue();
    if (!at.id().equals(id)) {
      findings.add(
          Finding.at(
              at,
              document,
              "/id",
              "id-matches-folder",
              "'id' is '" + id + "' but the folder is '" + at.id() + "'; make them the same."));
    }
    findings.addAll(TemplateRules.check(at, document));
    findings.addAll(LifecycleRules.check(at, document));
    JsonNode outputSchema = document.json().path("outputSchema");
    if (outputSchema.isObject()) {
      Optional<String> why = Schemas.whyNotASchema(outputSchema);
      why.ifPresent(
          reason ->
              findings.add(
                  Finding.at(
                      at,
                      document,
                      "/outputSchema",
                      "output-schema",
                      "'outputSchema' is not a JSON Schema 2020-12: " + reason + ".")));
    }
    return findings;
  }
}
