package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks one file against everything that can be said of it alone. */
public final class FileFormat {
  private static final int MAX_FINDINGS = 50;

  /**
   * What a file holds, and what is wrong with it.
   *
   * @param json the content; null when it could not be read at all
   * @param findings without errors when the file is good; errors first, at most 50
   */
  public record Checked(@Nullable JsonNode json, List<Finding> findings) {
    public Checked {
      findings = List.copyOf(findings);
    }
  }

  private FileFormat() {}

  /** Reads and checks a file that lies at a path. */
  public static Checked check(RepositoryPath at, byte[] content) {
    String path = at.path();
    YamlDocument document;
    try {
      document = YamlReader.read(path, content);
    } catch (YamlReader.Unreadable e) {
      return new Checked(null, List.of(e.finding()));
    }
    List<Finding> findings = new ArrayList<>(Schemas.check(schemaOf(at), path, document));
    findings.addAll(TextRules.check(at, document));
    if (findings.isEmpty()) {
      findings.addAll(
          switch (at) {
            case RepositoryPath.Prompt prompt -> PromptRules.check(prompt, document);
            case RepositoryPath.Tests tests -> TestsRules.check(tests, document);
            case RepositoryPath.Environment environment ->
                EnvironmentRules.check(environment, document);
            case RepositoryPath.Policy policy -> PolicyRules.check(policy, document);
          });
    }
    return new Checked(
        document.json(),
        findings.stream()
            .sorted(Comparator.comparing(Finding::severity))
            .limit(MAX_FINDINGS)
            .toList());
  }

  /**
   * Reads a file that was checked when it came: its content without looking for anything wrong in
   * it. Empty when it cannot be read at all.
   */
  public static Optional<JsonNode> read(RepositoryPath at, byte[] content) {
    try {
      return Optional.of(YamlReader.read(at.path(), content).json());
    } catch (YamlReader.Unreadable e) {
      return Optional.empty();
    }
  }

  /** What no text of a repository may hold, in any field: hidden characters and secrets. */
  public static List<Finding> checkText(String where, String text) {
    List<Finding> findings = new ArrayList<>(HiddenCharacters.find(where, text));
    findings.addAll(SecretScan.find(where, text));
    return findings;
  }

  private static String schemaOf(RepositoryPath at) {
    return switch (at) {
      case RepositoryPath.Prompt prompt -> "prompt";
      case RepositoryPath.Tests tests -> "tests";
      case RepositoryPath.Environment environment -> "environment";
      case RepositoryPath.Policy policy -> "sluice";
    };
  }
}
