package io.sluice.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The example's files, as tests read them. */
public final class Examples {
  public static final Path PROJECT =
      Path.of(System.getProperty(LocalMachine.PROJECT_PROPERTY, "..")).toAbsolutePath().normalize();
  public static final Path CLASSIFIER = PROJECT.resolve("examples/customer-email-classifier");

  private Examples() {}

  public static JsonNode yaml(String file) {
    return new YAMLMapper().readTree(CLASSIFIER.resolve(file).toFile());
  }

  /** The system message of a version's prompt. */
  public static String instructions(String version) {
    return yaml(version + "/prompt.yaml").get("messages").get(0).get("content").asString();
  }

  public static List<JsonNode> emails() {
    try {
      return Files.readAllLines(CLASSIFIER.resolve("emails.jsonl")).stream()
          .map(JsonMapper.shared()::readTree)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static boolean hasTag(JsonNode email, String tag) {
    return StreamSupport.stream(email.get("tags").spliterator(), false)
        .anyMatch(t -> t.asString().equals(tag));
  }
}
