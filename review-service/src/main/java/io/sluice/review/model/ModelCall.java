package io.sluice.review.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One request to a model.
 *
 * @param model {@code vendor/model}
 * @param parameters {@code modelParameters} of the entry
 * @param maxOutputTokens ceiling for the answer, which every call has, so that its cost has one
 */
public record ModelCall(
    String model, List<Message> messages, JsonNode parameters, int maxOutputTokens) {
  public ModelCall {
    messages = List.copyOf(messages);
  }
}
