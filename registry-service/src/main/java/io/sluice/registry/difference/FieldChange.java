package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A field before and after.
 *
 * @param pointer JSON pointer into the entry; the suite is under {@code /tests}
 * @param op {@code added}, {@code removed} or {@code changed}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldChange(
    String pointer, String op, @Nullable JsonNode before, @Nullable JsonNode after) {
  private static final int MAX_CHANGES = 500;

  /** What differs, at the deepest level at which objects have the same names; lists by index. */
  static List<FieldChange> of(JsonNode before, JsonNode after) {
    List<FieldChange> changes = new ArrayList<>();
    compare("", before, after, changes);
    return changes.stream().limit(MAX_CHANGES).toList();
  }

  private static void compare(
      String pointer,
      @Nullable JsonNode before,
      @Nullable JsonNode after,
      List<FieldChange> changes) {
    if (changes.size() >= MAX_CHANGES) {
      return;
    }
    if (before == null || after == null) {
      if (before != null || after != null) {
        changes.add(new FieldChange(pointer, before == null ? "added" : "removed", before, after));
      }
    } else if (before.isObject() && after.isObject()) {
      Set<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(
            pointer + "/" + Containment.escaped(name), before.get(name), after.get(name), changes);
      }
    } else if (before.isArray() && after.isArray()) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        compare(pointer + "/" + i, before.get(i), after.get(i), changes);
      }
    } else if (!JsonValues.same(before, after)) {
      changes.add(new FieldChange(pointer, "changed", before, after));
    }
  }
}
