package io.sluice.registry.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds characters that a reviewer cannot see or that reorder what they see: bidirectional controls
 * (CVE-2021-42574, "Trojan Source"), zero-width characters, tag characters, control characters.
 * Zero-width joiners stay allowed between the non-ASCII letters and emoji that need them.
 */
public final class HiddenCharacters {
  private static final int MAX_FINDINGS = 20;

  private HiddenCharacters() {}

  public static List<Finding> find(String path, String text) {
    List<Finding> findings = new ArrayList<>();
    int line = 1;
    int column = 0;
    int before = ' ';
    for (int i = 0; i < text.length() && findings.size() < MAX_FINDINGS; ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      column++;
      int after = next < text.length() ? text.codePointAt(next) : ' ';
      if (isHidden(c, before, after)) {
        findings.add(
            new Finding(
                path,
                line,
                column,
                "hidden-character",
                "Invisible or reordering character U+%04X (%s); remove it.".formatted(c, name(c))));
      }
      if (c == '\n') {
        line++;
        column = 0;
      }
      before = c;
      i = next;
    }
    return findings;
  }

  private static boolean isHidden(int c, int before, int after) {
    if (c == '\n' || c == '\t' || (c == '\r' && after == '\n')) {
      return false;
    }
    if (c == 0x200C || c == 0x200D) {
      return before < 0x80 || after < 0x80;
    }
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
        || Character.getType(c) == Character.PRIVATE_USE
        || (c >= 0xE0100 && c <= 0xE01EF)
        || c == 0x115F
        || c == 0x1160
        || c == 0x3164
        || c == 0xFFA0;
  }

  private static String name(int c) {
    String name = Character.getName(c);
    return name == null ? "unassigned" : name;
  }
}
