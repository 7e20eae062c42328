package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The example prompt: its history and the emails of its app.
 *
 * @param folder {@code examples/customer-email-classifier} of the checkout
 */
record Example(Path folder) {
  static final String PROMPT = "customer-email-classifier";

  static Example in(Path project) {
    Path folder = project.resolve("examples").resolve(PROMPT);
    if (!Files.isDirectory(folder)) {
      throw new UserError("The example is missing: " + folder);
    }
    return new Example(folder);
  }

  /** A version's {@code prompt.yaml}, under the id that this run of the demo uses. */
  String prompt(String version, String id) {
    return read(version + "/prompt.yaml").replaceFirst("(?m)^id: .*$", "id: " + id);
  }

  String tests(String version) {
    return read(version + "/tests.yaml");
  }

  /** The texts of all emails. */
  List<String> emails() {
    return read("emails.jsonl")
        .lines()
        .map(line -> JsonMapper.shared().readTree(line).get("text").asString())
        .toList();
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UserError("The example cannot be read: " + folder.resolve(file), e);
    }
  }
}
