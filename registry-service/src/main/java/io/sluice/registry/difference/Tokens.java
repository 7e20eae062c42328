package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import io.sluice.kit.template.Template;
import java.util.Map;

/**
 * Tokens of a prompt's messages, counted once with empty inputs.
 *
 * @param count tokens of all messages, without what a vendor adds for roles
 * @param encoding the encoding they were counted with
 * @param estimate true where the model's vendor uses an encoding of its own, which is not public
 */
public record Tokens(int count, String encoding, boolean estimate) {
  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

  static Tokens of(JsonNode entry) {
    String model = entry.path("model").asText();
    String bare = model.substring(model.lastIndexOf('/') + 1);
    boolean older = bare.startsWith("gpt-4-") || bare.equals("gpt-4") || bare.startsWith("gpt-3.5");
    boolean known = older || bare.startsWith("gpt-") || bare.matches("o[0-9].*");
    Encoding encoding =
        REGISTRY.getEncoding(older ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE);
    int count = 0;
    for (JsonNode message : entry.path("messages")) {
      count +=
          encoding.countTokensOrdinary(
              Template.parse(message.path("content").asText()).fill(Map.of()));
    }
    return new Tokens(count, encoding.getName(), !known);
  }
}
