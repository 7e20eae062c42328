package io.sluice.review.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told, whoever is told: the body of a generic webhook.
 *
 * @param type wire name of the kind
 * @param timestamp when it happened
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Message(Kind type, Instant timestamp, Data data) {
  /**
   * The particulars.
   *
   * @param by token subject, or the service's name
   * @param detail a sentence for a reader
   * @param url where the change is read
   * @param owners of the prompts that it is about; null in what was written before they were named
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      long change,
      String title,
      String by,
      @Nullable String digest,
      String detail,
      String url,
      @Nullable List<String> owners) {}

  /** One line for a subject or a chat. */
  String line() {
    return "Change %d (%s) %s, by %s"
        .formatted(data.change(), data.title(), type.words(), data.by());
  }
}
