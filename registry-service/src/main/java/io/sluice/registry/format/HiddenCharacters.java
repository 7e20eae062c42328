package io.sluice.registry.format;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds characters that a reviewer cannot see or that reorder what they see: bidirectional controls
 * (CVE-2021-42574, "Trojan Source"), characters without width, tag characters, variation selectors
 * where they select nothing, control characters, and code points that mean nothing. What is left of
 * Unicode's {@code Default_Ignorable_Code_Point} is what some writing needs: joiners in scripts
 * that join and in emoji, and a selector after the character whose look it selects.
 */
public final class HiddenCharacters {
  private static final int MAX_FINDINGS = 20;
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;
  private static final int TEXT_STYLE = 0xFE0E;
  private static final int EMOJI_STYLE = 0xFE0F;
  private static final int BRAILLE_BLANK = 0x2800;

  /** Scripts whose letters do not change beside a joiner: there, one only hides. */
  private static final Set<UnicodeScript> WITHOUT_JOINERS =
      EnumSet.of(
          UnicodeScript.COMMON,
          UnicodeScript.UNKNOWN,
          UnicodeScript.LATIN,
          UnicodeScript.GREEK,
          UnicodeScript.CYRILLIC,
          UnicodeScript.ARMENIAN,
          UnicodeScript.GEORGIAN,
          UnicodeScript.HEBREW,
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HANGUL,
          UnicodeScript.BOPOMOFO);

  private HiddenCharacters() {}

  /** Every hidden character of a text, up to 20. */
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
        findings.add(new Finding(path, line, column, "hidden-character", message(c)));
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

  static String message(int c) {
    return "Invisible or reordering character U+%04X (%s); remove it.".formatted(c, name(c));
  }

  private static boolean isHidden(int c, int before, int after) {
    if (c == '\n' || c == '\t' || (c == '\r' && after == '\n')) {
      return false;
    }
    if (c < 0x7f) {
      return c < 0x20;
    }
    if (c == NON_JOINER || c == JOINER) {
      return !joins(c, before, after);
    }
    if (c >= 0xFE00 && c <= EMOJI_STYLE) {
      return !selects(c, before);
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> !isVisibleFormat(c);
      case Character.UNASSIGNED -> isIgnorableOrNoCharacter(c);
      default -> looksEmpty(c, before, after);
    };
  }

  private static boolean joins(int c, int before, int after) {
    if (isJoiner(before) || isJoiner(after)) {
      return false;
    }
    boolean emoji =
        c == JOINER
            && (isPicture(before) || before == EMOJI_STYLE || Character.isEmojiModifier(before))
            && isPicture(after);
    return emoji || isJoiningLetter(before);
  }

  private static boolean isPicture(int c) {
    return Character.isExtendedPictographic(c);
  }

  private static boolean isJoiner(int c) {
    return c == NON_JOINER || c == JOINER;
  }

  private static boolean isJoiningLetter(int c) {
    boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
    return c > 0x5FF
        && (Character.isLetter(c)
            || mark
            || Character.getType(c) == Character.COMBINING_SPACING_MARK)
        && !isSelector(c)
        && !WITHOUT_JOINERS.contains(UnicodeScript.of(c));
  }

  private static boolean isSelector(int c) {
    return (c >= 0xFE00 && c <= EMOJI_STYLE) || (c >= 0xE0100 && c <= 0xE01EF);
  }

  /** Emoji and keys have two looks; some ideographs and signs have a few standardized ones. */
  private static boolean selects(int c, int before) {
    if (c == TEXT_STYLE || c == EMOJI_STYLE) {
      return Character.isEmoji(before);
    }
    UnicodeScript script = UnicodeScript.of(before);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.MYANMAR
        || Character.getType(before) == Character.MATH_SYMBOL;
  }

  /** Signs that stand before a number or a name in Arabic, Syriac and Kaithi, and are printed. */
  private static boolean isVisibleFormat(int c) {
    return (c >= 0x0600 && c <= 0x0605)
        || c == 0x06DD
        || c == 0x070F
        || c == 0x0890
        || c == 0x0891
        || c == 0x08E2
        || c == 0x110BD
        || c == 0x110CD;
  }

  private static boolean isIgnorableOrNoCharacter(int c) {
    return c == 0x2065
        || (c >= 0xFFF0 && c <= 0xFFF8)
        || (c >= 0xE0000 && c <= 0xE0FFF)
        || (c >= 0xFDD0 && c <= 0xFDEF)
        || (c & 0xFFFE) == 0xFFFE;
  }

  /** Letters, marks and signs that are printed as nothing. */
  private static boolean looksEmpty(int c, int before, int after) {
    if (c == BRAILLE_BLANK) {
      return !isBraille(before) && !isBraille(after);
    }
    if (c >= 0x180B && c <= 0x180F) {
      return UnicodeScript.of(before) != UnicodeScript.MONGOLIAN || before <= 0x180F;
    }
    return isSelector(c)
        || c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || c == 0x3164
        || c == 0xFFA0
        || c == 0x1D159;
  }

  private static boolean isBraille(int c) {
    return c >= BRAILLE_BLANK && c <= 0x28FF;
  }

  private static String name(int c) {
    String name = Character.getName(c);
    return name == null ? "unassigned" : name;
  }
}
