package io.sluice.rollout.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.template.Template;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.version.ApprovedVersion;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An approved version with everything that a request needs, made once. */
final class ServableVersion {
  private static final List<String> SERVED_FIELDS =
      List.of("model", "modelParameters", "messages", "inputs", "outputSchema");

  private final ApprovedVersion approved;
  private final String etag;
  private final PromptAnswer answerAsStable;
  private final PromptAnswer answerAsCandidate;
  private final String content;
  private final List<Template> templates;
  private final InputRules inputRules;

  ServableVersion(ApprovedVersion approved) {
    this.approved = approved;
    this.etag = '"' + approved.digest() + '"';
    this.answerAsStable = answer(fields(Arm.STABLE));
    this.answerAsCandidate = answer(fields(Arm.CANDIDATE));
    this.content = putContent(JsonNodeFactory.instance.objectNode()).toString();
    List<Template> parsed = new ArrayList<>();
    approved
        .entry()
        .path("messages")
        .forEach(message -> parsed.add(Template.parse(message.path("content").asText())));
    this.templates = List.copyOf(parsed);
    this.inputRules =
        new InputRules(
            approved.entry().path("inputs"),
            parsed.stream().flatMap(template -> template.names().stream()).toList());
  }

  VersionKey key() {
    return approved.key();
  }

  String digest() {
    return approved.digest();
  }

  VersionClaim claim() {
    return approved.claim();
  }

  /** What an app of that arm is answered. */
  PromptAnswer answer(Arm arm) {
    return switch (arm) {
      case STABLE -> answerAsStable;
      case CANDIDATE -> answerAsCandidate;
    };
  }

  /** The same without saying which version it is, as a JSON object. */
  String content() {
    return content;
  }

  /** Everything that is wrong with inputs; empty when they fit. */
  List<ProblemDetail> problems(Map<String, JsonNode> inputs) {
    return inputRules.problems(inputs);
  }

  /** The answer with the templates filled in, from inputs that fit. */
  PromptAnswer render(Arm arm, Map<String, JsonNode> inputs) {
    Map<String, String> texts = Inputs.texts(inputs);
    ObjectNode body = fields(arm);
    ArrayNode messages = body.putArray("messages");
    int i = 0;
    for (JsonNode message : approved.entry().path("messages")) {
      ObjectNode filled = message.deepCopy();
      filled.put("content", templates.get(i++).fill(texts));
      messages.add(filled);
    }
    return answer(body);
  }

  private ObjectNode fields(Arm arm) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("prompt", key().prompt());
    body.put("environment", key().environment());
    body.put("version", key().version());
    body.put("digest", digest());
    body.put("arm", arm.wireName());
    return putContent(body);
  }

  private ObjectNode putContent(ObjectNode body) {
    for (String field : SERVED_FIELDS) {
      JsonNode value = approved.entry().get(field);
      if (value != null) {
        body.set(field, value);
      }
    }
    return body;
  }

  private PromptAnswer answer(ObjectNode body) {
    return new PromptAnswer(etag, body.toString());
  }
}
