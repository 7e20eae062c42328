package io.sluice.registry.format;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path that may exist in a Sluice repository. There are no others. */
public sealed interface RepositoryPath {
  /** Where the policy is; only main's copy is ever obeyed. */
  String POLICY_PATH = "sluice.yaml";

  /** {@code prompts/<id>/prompt.yaml} */
  record Prompt(String id) implements RepositoryPath {
    @Override
    public String path() {
      return "prompts/" + id + "/prompt.yaml";
    }
  }

  /** {@code prompts/<id>/tests.yaml} */
  record Tests(String id) implements RepositoryPath {
    @Override
    public String path() {
      return "prompts/" + id + "/tests.yaml";
    }
  }

  /** {@code environments/<environment>/<id>.yaml} */
  record Environment(String environment, String id) implements RepositoryPath {
    @Override
    public String path() {
      return "environments/" + environment + "/" + id + ".yaml";
    }
  }

  /** {@code sluice.yaml} */
  record Policy() implements RepositoryPath {
    @Override
    public String path() {
      return POLICY_PATH;
    }
  }

  /** Ids travel in URLs of clients that do not escape them. */
  String ID = "[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.)){0,99}";

  /** Names of environments. */
  Pattern ENVIRONMENT_PATTERN = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** The path from the root of the repository. */
  String path();

  /** Recognises a path; empty when nothing may be stored there. */
  static Optional<RepositoryPath> of(String path) {
    if (path.equals(POLICY_PATH)) {
      return Optional.of(new Policy());
    }
    Matcher prompt = Patterns.PROMPT_FILE.matcher(path);
    if (prompt.matches()) {
      String id = prompt.group(1);
      return Optional.of(prompt.group(2).equals("prompt") ? new Prompt(id) : new Tests(id));
    }
    Matcher environment = Patterns.ENVIRONMENT_FILE.matcher(path);
    if (environment.matches()) {
      return Optional.of(new Environment(environment.group(1), environment.group(2)));
    }
    return Optional.empty();
  }

  /** Compiled once; not part of the interface's meaning. */
  final class Patterns {
    private static final Pattern PROMPT_FILE =
        Pattern.compile("prompts/(" + ID + ")/(prompt|tests)\\.yaml");
    private static final Pattern ENVIRONMENT_FILE =
        Pattern.compile("environments/(" + ENVIRONMENT_PATTERN.pattern() + ")/(" + ID + ")\\.yaml");

    private Patterns() {}
  }
}
