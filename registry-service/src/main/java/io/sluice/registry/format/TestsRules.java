package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a schema cannot say about {@code tests.yaml}. */
final class TestsRules {
  private TestsRules() {}

  static List<Finding> check(RepositoryPath.Tests at, YamlDocument document) {
    List<Finding> findings = new ArrayList<>();
    Set<String> names = new HashSet<>();
    JsonNode cases = document.json().path("cases");
    for (int i = 0; i < cases.size(); i++) {
      String name = cases.get(i).path("name").asText();
      if (!names.add(name)) {
        findings.add(
            Finding.at(
                at,
                document,
                "/cases/" + i + "/name",
                "case-name-unique",
                "Two cases are named '" + name + "'; rename one."));
      }
    }
    return findings;
  }
}
