package io.sluice.review.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digest that an approval names: SHA-256 over RFC 8785 canonical JSON of everything the author
 * controls. That is every changed file with its old and new blob, the promotion target, each
 * promotion with its rollout plan, and the version that each prompt is based on. What is not there:
 * the commit id and its message, so that a rebase or a reworded message keeps approvals.
 */
public final class ChangeDigest {
  /** Keeps this digest apart from a digest of any other JSON. */
  private static final String TYPE = "sluice-change/v1";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ChangeDigest() {}

  /** {@code sha256:<64 hex digits>}; the order of the registry's lists does not matter. */
  public static String of(Comparison comparison, String promoteTo) {
    ObjectNode root = JSON.objectNode();
    root.put("type", TYPE);
    root.put("promoteTo", promoteTo);
    root.set("files", files(comparison.files()));
    root.set("prompts", prompts(comparison.prompts()));
    root.set("promotions", promotions(comparison.promotions()));
    return CanonicalJson.digest(root.toString());
  }

  private static JsonNode files(List<FileChange> files) {
    ArrayNode array = JSON.arrayNode();
    files.stream()
        .sorted(Comparator.comparing(FileChange::path))
        .forEach(
            file ->
                array
                    .addObject()
                    .put("path", file.path())
                    .put("oldBlob", file.oldBlob())
                    .put("newBlob", file.newBlob()));
    return array;
  }

  private static JsonNode prompts(@Nullable List<PromptChange> prompts) {
    if (prompts == null) {
      return JSON.nullNode();
    }
    ArrayNode array = JSON.arrayNode();
    prompts.stream()
        .sorted(Comparator.comparing(PromptChange::prompt))
        .forEach(
            prompt ->
                array
                    .addObject()
                    .put("prompt", prompt.prompt())
                    .put("baseVersion", prompt.baseVersion()));
    return array;
  }

  private static JsonNode promotions(@Nullable List<Promotion> promotions) {
    if (promotions == null) {
      return JSON.nullNode();
    }
    ArrayNode array = JSON.arrayNode();
    promotions.stream()
        .sorted(Comparator.comparing(Promotion::environment).thenComparing(Promotion::prompt))
        .forEach(
            promotion ->
                array
                    .addObject()
                    .put("environment", promotion.environment())
                    .put("prompt", promotion.prompt())
                    .put("fromVersion", promotion.fromVersion())
                    .put("version", promotion.version())
                    .put("digest", promotion.digest())
                    .put("rollback", promotion.rollback())
                    .set("plan", promotion.plan() == null ? JSON.nullNode() : promotion.plan()));
    return array;
  }
}
