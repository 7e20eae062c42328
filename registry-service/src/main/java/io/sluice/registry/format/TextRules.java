package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

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
    Values values = new Values();
    values.collect("", document.json());
    // A test case may hold what an attacker would send, as long as a reviewer sees it: escaped.
    if (hidden.isEmpty() && !(at instanceof RepositoryPath.Tests)) {
      findings.addAll(values.placed(at, document, HiddenCharacters.find("", values.text())));
    }
    if (secrets.isEmpty()) {
      findings.addAll(values.placed(at, document, SecretScan.find("", values.text())));
    }
    return findings;
  }

  /**
   * Every name and text of a document, each on lines of its own, so that one pass sees them all.
   */
  private static final class Values {
    private final StringBuilder text = new StringBuilder();
    private final NavigableMap<Integer, String> pointers = new TreeMap<>();
    private int line = 1;

    String text() {
      return text.toString();
    }

    void collect(String pointer, JsonNode node) {
      if (node.isTextual()) {
        add(pointer, node.textValue());
      }
      int index = 0;
      for (JsonNode item : node.isArray() ? node : List.<JsonNode>of()) {
        collect(pointer + "/" + index++, item);
      }
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String child = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
        add(child, field.getKey());
        collect(child, field.getValue());
      }
    }

    private void add(String pointer, String value) {
      pointers.put(line, pointer);
      text.append(value).append('\n');
      line += 1 + (int) value.chars().filter(c -> c == '\n').count();
    }

    /** Findings at the values that they are in. */
    List<Finding> placed(RepositoryPath at, YamlDocument document, List<Finding> found) {
      return found.stream()
          .map(
              finding ->
                  Finding.at(
                      at,
                      document,
                      pointers.floorEntry(finding.line()).getValue(),
                      finding.rule(),
                      finding.message()))
          .toList();
    }
  }
}
