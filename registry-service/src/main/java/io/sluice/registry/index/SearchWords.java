package io.sluice.registry.index;

import java.text.Normalizer;

/**
 * What counts as a word, for texts and for queries alike: letters and digits, lower case, without
 * the accents and vowel marks that people leave out when they type. Everything else parts words, so
 * that {@code customer-email} is two. Ideographs and kana, which stand without blanks, are a word
 * each.
 */
final class SearchWords {
  private SearchWords() {}

  /**
   * The words of a text, with single blanks between them.
   *
   * @param maxChars words beyond so many characters of the text are left out
   */
  static String of(String text, int maxChars) {
    String bounded = text.length() > maxChars ? text.substring(0, maxChars) : text;
    String words = fold(bounded, "");
    return (words.length() > maxChars ? words.substring(0, maxChars) : words).strip();
  }

  /** The same for a query, which keeps the characters of {@code kept}. */
  static String fold(String text, String kept) {
    StringBuilder words = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .codePoints()
        .forEach(
            c -> {
              if (isMark(c)) {
                return;
              }
              if (standsAlone(c)) {
                blank(words);
                words.appendCodePoint(c);
                blank(words);
              } else if (isWordPart(c) || kept.indexOf(c) >= 0) {
                words.appendCodePoint(Character.toLowerCase(c));
              } else {
                blank(words);
              }
            });
    return words.toString();
  }

  private static void blank(StringBuilder words) {
    if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
      words.append(' ');
    }
  }

  /** Marks that are decoration: of Latin, Greek, Cyrillic, Hebrew and Arabic, and the tatweel. */
  private static boolean isMark(int c) {
    if (c == 'ـ') {
      return true;
    }
    if (Character.getType(c) != Character.NON_SPACING_MARK) {
      return false;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    return script == Character.UnicodeScript.INHERITED
        || script == Character.UnicodeScript.HEBREW
        || script == Character.UnicodeScript.ARABIC;
  }

  private static boolean standsAlone(int c) {
    return Character.isIdeographic(c)
        || switch (Character.UnicodeScript.of(c)) {
          case HIRAGANA, KATAKANA -> Character.isLetter(c);
          default -> false;
        };
  }

  private static boolean isWordPart(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
