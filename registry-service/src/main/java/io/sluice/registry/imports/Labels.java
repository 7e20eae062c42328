package io.sluice.registry.imports;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tags of other tools as labels here: lower case, digits and dashes. */
final class Labels {
  private static final int MAX_LABELS = 20;
  private static final int MAX_LENGTH = 63;

  private Labels() {}

  /** Puts tags into a draft; those that leave nothing are noted. */
  static void put(Draft draft, List<String> tags, int line) {
    Set<String> labels = new LinkedHashSet<>();
    for (String tag : tags) {
      if (tag.isBlank()) {
        continue;
      }
      String label = PromptIds.slug(tag).replaceAll("[._]+", "-");
      String cut = label.substring(0, Math.min(label.length(), MAX_LENGTH)).replaceAll("-+$", "");
      if (cut.isEmpty() || labels.size() == MAX_LABELS) {
        draft.note(line, "the tag '" + tag.strip() + "'");
      } else {
        labels.add(cut);
      }
    }
    if (!labels.isEmpty()) {
      var array = draft.fields().putArray("labels");
      labels.forEach(array::add);
    }
  }
}
