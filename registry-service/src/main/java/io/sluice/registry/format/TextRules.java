package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks for hidden characters and secrets in a file: as it is written, and as it is read. YAML can
 * write any character as an escape and break a text at any place, so that only the value shows it.
 */
final class TextRules {
  private TextRules() {}

  /** Everything found; what the file shows as it is written comes with that place. */
  static List<Finding> check(RepositoryPath at, YamlDocument document) {
    List<Finding> hidden = HiddenCharacters.find(at.path(), document.text());
    List<Finding> secrets = SecretScan.find(at.path(), document.text());
    List<Finding> findings = new ArrayList<>(hidden);
    findings.addAll(secrets);
    // A test case may hold what an attacker would send, as long as a reviewer sees it: escaped.
    boolean alsoHidden = hidden.isEmpty() && !(at instanceof RepositoryPath.Tests);
    if (alsoHidden || secrets.isEmpty()) {
      values(at, document, "", document.json(), alsoHidden, secrets.isEmpty(), findings);
    }
    return findings;
  }

  private static void values(
      RepositoryPath at,
      YamlDocument document,
      String pointer,
      JsonNode node,
      boolean hidden,
      boolean secrets,
      List<Finding> findings) {
    if (node.isTextual()) {
      text(at, document, pointer, node.textValue(), hidden, secrets, findings);
    }
    int index = 0;
    for (JsonNode item : node.isArray() ? node : List.<JsonNode>of()) {
      values(at, document, pointer + "/" + index++, item, hidden, secrets, findings);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String child = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
      text(at, document, child, field.getKey(), hidden, secrets, findings);
      values(at, document, child, field.getValue(), hidden, secrets, findings);
    }
  }

  private static void text(
      RepositoryPath at,
      YamlDocument document,
      String pointer,
      String text,
      boolean hidden,
      boolean secrets,
      List<Finding> findings) {
    List<Finding> found = new ArrayList<>();
    if (hidden) {
      found.addAll(HiddenCharacters.find(at.path(), text));
    }
    if (secrets) {
      found.addAll(SecretScan.find(at.path(), text));
    }
    found.stream()
        .findFirst()
        .ifPresent(f -> findings.add(Finding.at(at, document, pointer, f.rule(), f.message())));
  }
}
