package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.index.PromptVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions.
 *
 * @param fields top-level fields of the entry, and {@code tests}, that differ
 * @param unified unified diff of both files
 */
public record VersionDiff(
    String prompt, int from, int to, List<FieldChange> fields, String unified) {

  /** A field before and after; absent means that it is not there. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FieldChange(String field, @Nullable JsonNode before, @Nullable JsonNode after) {}

  static VersionDiff of(PromptVersion from, PromptVersion to, String unified) {
    Set<String> names = new TreeSet<>();
    from.entry().fieldNames().forEachRemaining(names::add);
    to.entry().fieldNames().forEachRemaining(names::add);
    List<FieldChange> fields = new ArrayList<>();
    for (String name : names) {
      JsonNode before = from.entry().get(name);
      JsonNode after = to.entry().get(name);
      if (before == null || !before.equals(after)) {
        fields.add(new FieldChange(name, before, after));
      }
    }
    JsonNode testsBefore = from.tests();
    JsonNode testsAfter = to.tests();
    boolean sameTests = testsBefore == null ? testsAfter == null : testsBefore.equals(testsAfter);
    if (!sameTests) {
      fields.add(new FieldChange("tests", testsBefore, testsAfter));
    }
    return new VersionDiff(from.prompt(), from.number(), to.number(), fields, unified);
  }
}
