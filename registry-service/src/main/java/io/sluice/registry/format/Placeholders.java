package io.sluice.registry.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code {{name}}} places of a logic-less template; spaces inside the braces are allowed. */
final class Placeholders {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{[ \\t]{0,20}([A-Za-z_][A-Za-z0-9_]{0,63})[ \\t]{0,20}\\}\\}");
  private static final Pattern LEFT_OVER = Pattern.compile("\\{\\{|\\}\\}");

  /**
   * @param names in order of appearance, with repetitions
   * @param wellFormed false when double braces remain that are no placeholder
   */
  record Found(List<String> names, boolean wellFormed) {}

  private Placeholders() {}

  static Found in(String template) {
    List<String> names = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    StringBuilder rest = new StringBuilder();
    while (matcher.find()) {
      names.add(matcher.group(1));
      matcher.appendReplacement(rest, " ");
    }
    matcher.appendTail(rest);
    return new Found(List.copyOf(names), !LEFT_OVER.matcher(rest).find());
  }
}
