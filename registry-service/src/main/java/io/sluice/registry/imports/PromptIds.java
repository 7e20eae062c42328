package io.sluice.registry.imports;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Ids for drafts, a function of the drafts and their order alone. A draft that names an id of its
 * own keeps it; any other gets its title in lower case with dashes. Where several want the same,
 * the first one keeps it and the others get {@code -2}, {@code -3} and so on, skipping what
 * somebody wants by name.
 */
public final class PromptIds {
  private static final Pattern ID = Pattern.compile("[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.)){0,99}");
  private static final int MAX_SLUG = 80;

  private PromptIds() {}

  /** An id for each draft, in their order; all different. */
  public static List<String> of(List<Draft> drafts) {
    List<String> wanted = new ArrayList<>();
    for (Draft draft : drafts) {
      String name = draft.id().filter(own -> !own.isBlank()).orElse(draft.title());
      wanted.add(ID.matcher(name).matches() ? name : slug(name));
    }
    Set<String> reserved = new HashSet<>(wanted);
    Set<String> given = new HashSet<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String base = wanted.get(i).isEmpty() ? "prompt" : wanted.get(i);
      String id = base;
      for (int n = 2; given.contains(id) || (!id.equals(base) && reserved.contains(id)); n++) {
        id = base + "-" + n;
      }
      given.add(id);
      ids.add(id);
    }
    return ids;
  }

  /** A text as an id: letters without accents, digits, dashes; empty when nothing is left. */
  public static String slug(String title) {
    String slug =
        Normalizer.normalize(title, Normalizer.Form.NFD)
            .replaceAll("\\p{M}+", "")
            .replace("ı", "i")
            .replace("ß", "ss")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._]+", "-")
            .replaceAll("\\.{2,}", ".")
            .replaceAll("^[-._]+|[-._]+$", "");
    String cut = slug.substring(0, Math.min(slug.length(), MAX_SLUG));
    return cut.replaceAll("[-._]+$", "");
  }
}
