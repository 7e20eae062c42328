package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a new output schema means for those who read the output. They were promised documents that
 * are valid under the old one; so it is compatible when every document that is valid under the new
 * schema is valid under the old, and breaking when there is a document that shows the contrary.
 *
 * @param change {@code same}, {@code added}, {@code removed}, {@code narrowed}, {@code widened},
 *     {@code changed} (neither holds the other) or {@code undecided}
 * @param reasons what could not be shown to hold still; empty when compatible
 * @param example a document that the new schema allows and the old one does not; only when breaking
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputImpact(
    Verdict verdict, String change, List<Reason> reasons, @Nullable JsonNode example) {

  /**
   * @param before schema, or null when there was none
   * @param after schema, or null when there is none
   */
  static OutputImpact of(@Nullable JsonNode before, @Nullable JsonNode after) {
    if (before == null ? after == null : before.equals(after)) {
      return new OutputImpact(Verdict.COMPATIBLE, "same", List.of(), null);
    }
    if (before == null) {
      return new OutputImpact(Verdict.COMPATIBLE, "added", List.of(), null);
    }
    JsonNode now = after == null ? BooleanNode.TRUE : after;
    List<Reason> gaps = Containment.gaps(now, before);
    if (gaps.isEmpty()) {
      String change = Containment.gaps(before, now).isEmpty() ? "same" : "narrowed";
      return new OutputImpact(Verdict.COMPATIBLE, change, List.of(), null);
    }
    Optional<JsonNode> example = CounterExample.find(now, before);
    boolean wider = Containment.gaps(before, now).isEmpty();
    String change =
        example.isEmpty() ? "undecided" : after == null ? "removed" : wider ? "widened" : "changed";
    return new OutputImpact(
        example.isPresent() ? Verdict.BREAKING : Verdict.UNKNOWN,
        change,
        gaps.stream().distinct().limit(20).toList(),
        example.orElse(null));
  }
}
