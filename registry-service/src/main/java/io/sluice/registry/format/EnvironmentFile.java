package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of {@code environments/}: which version runs there.
 *
 * @param version number, or null for {@code next}
 * @param digest null only with {@code next}
 * @param rollback version to go back to, or null
 * @param rollout the {@code rollout} section as written; missing node when there is none
 */
public record EnvironmentFile(
    String prompt,
    @Nullable Integer version,
    @Nullable String digest,
    @Nullable Integer rollback,
    JsonNode rollout) {

  /** From checked JSON. */
  public static EnvironmentFile of(JsonNode json) {
    return new EnvironmentFile(
        json.path("prompt").asText(),
        json.path("version").isInt() ? json.path("version").intValue() : null,
        json.path("digest").textValue(),
        json.path("rollback").isInt() ? json.path("rollback").intValue() : null,
        json.has("rollout") ? json.path("rollout") : MissingNode.getInstance());
  }

  /** The file's text; the same values always give the same bytes. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder();
    text.append("apiVersion: sluice/v1\n");
    text.append("prompt: ").append(prompt).append('\n');
    text.append("version: ").append(version == null ? "next" : version.toString()).append('\n');
    if (digest != null) {
      text.append("digest: ").append(digest).append('\n');
    }
    if (rollback != null) {
      text.append("rollback: ").append(rollback).append('\n');
    }
    if (rollout.isObject() && !rollout.isEmpty()) {
      text.append("rollout:\n");
      Iterator<Map.Entry<String, JsonNode>> fields = rollout.fields();
      fields.forEachRemaining(
          field ->
              text.append("  ")
                  .append(field.getKey())
                  .append(": ")
                  .append(plain(field.getValue()))
                  .append('\n'));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String plain(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString().replace(",", ", ");
  }
}
