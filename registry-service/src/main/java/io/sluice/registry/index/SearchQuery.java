package io.sluice.registry.index;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a person types into a search box: words that must all be there, {@code "a phrase"}, {@code
 * or}, and {@code -word} for what must not be there. The last word also matches as the beginning of
 * a word, so that a list narrows down while somebody types.
 *
 * @param web for {@code websearch_to_tsquery}
 * @param prefix whether the last word is a beginning
 */
record SearchQuery(String web, boolean prefix) {
  private static final Pattern MINUS_WITHIN = Pattern.compile("(?<=\\S)-|-(?=[\\s-]|$)");

  /** Shorter beginnings match nearly everything, which helps nobody and costs the most. */
  private static final int MIN_PREFIX = 2;

  private static final Pattern QUOTE = Pattern.compile("\"");

  static SearchQuery of(String typed) {
    String web =
        MINUS_WITHIN.matcher(SearchWords.fold(typed, "\"-")).replaceAll(" ").replaceAll(" +", " ");
    List<String> tokens = List.of(web.strip().split(" ", -1));
    String last = tokens.getLast();
    boolean openQuote = QUOTE.matcher(web).results().count() % 2 == 1;
    boolean prefix =
        !web.isBlank()
            && Character.isLetterOrDigit(web.codePointBefore(web.length()))
            && !last.startsWith("-")
            && !last.equals("or")
            && !openQuote
            && last.codePointCount(0, last.length()) >= MIN_PREFIX;
    return new SearchQuery(web.strip(), prefix);
  }

  /** Whether it only says what must not be there, which only a look at every entry could answer. */
  boolean onlyExcludes() {
    return !isEmpty()
        && Pattern.compile("-\"[^\"]*\"?|-\\S+").matcher(web).replaceAll("").isBlank();
  }

  /** Whether there is nothing to look for in it. */
  boolean isEmpty() {
    return web.chars().noneMatch(Character::isLetterOrDigit) || web.equals("or");
  }
}
