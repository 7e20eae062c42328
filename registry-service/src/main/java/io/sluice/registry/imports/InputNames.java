package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a draft, under names that templates may use. A name that is one already stays; any
 * other is written in lower case with {@code _} for what is no letter or digit; two that would
 * become the same get numbers.
 */
final class InputNames {
  private static final int MAX_LENGTH = 60;
  private static final int MAX_DESCRIPTION = 1_000;

  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final ObjectNode declared = JsonNodeFactory.instance.objectNode();

  /** The input's name here; declares it as a required text when it is new. */
  String use(String original) {
    String name = name(original);
    if (!declared.has(name)) {
      declared.putObject(name).put("type", "string").put("required", true);
    }
    return name;
  }

  /** Declares an input. */
  String declare(String original, String type, boolean required, @Nullable String description) {
    String name = name(original);
    ObjectNode input = declared.putObject(name).put("type", type).put("required", required);
    describe(input, description);
    return name;
  }

  /** Adds a description to an input that has none. */
  void describe(String name, String description) {
    if (declared.path(name) instanceof ObjectNode input && !input.has("description")) {
      describe(input, description);
    }
  }

  private static void describe(ObjectNode input, @Nullable String description) {
    if (description != null && !description.isBlank()) {
      String text = description.strip();
      input.put("description", text.substring(0, Math.min(text.length(), MAX_DESCRIPTION)));
    }
  }

  /** The name of an input that is declared already. */
  Optional<String> known(String original) {
    return Optional.ofNullable(names.get(original)).filter(declared::has);
  }

  ObjectNode declared() {
    return declared;
  }

  private String name(String original) {
    String known = names.get(original);
    if (known != null) {
      return known;
    }
    String wanted = identifier(original);
    String free = wanted;
    for (int i = 2; !taken.add(free); i++) {
      free = wanted + "_" + i;
    }
    names.put(original, free);
    return free;
  }

  static String identifier(String original) {
    if (original.matches("[A-Za-z_][A-Za-z0-9_]{0,59}")) {
      return original;
    }
    String ascii =
        Normalizer.normalize(original, Normalizer.Form.NFD)
            .replaceAll("\\p{M}+", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^_+|_+$", "");
    String name = ascii.isEmpty() ? "input" : ascii;
    if (Character.isDigit(name.charAt(0))) {
      name = "_" + name;
    }
    return name.substring(0, Math.min(name.length(), MAX_LENGTH));
  }
}
