package io.sluice.registry.index;

import io.sluice.registry.fuzz.Check;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Target: what people type into a search box, and the texts that it is looked for in. */
public final class SearchFuzz {
  private static final int MAX_WORDS = 50_000;

  private SearchFuzz() {}

  /**
   * A query keeps nothing but words, quotes and minuses, each minus before what it excludes; and a
   * text that is typed as a query asks for the very words that the text is found by.
   */
  public static void query(byte[] data) {
    String typed = new String(data, StandardCharsets.UTF_8);
    SearchQuery query = SearchQuery.of(typed);
    String web = query.web();
    Check.that(web.codePoints().allMatch(SearchFuzz::isKept), "Nothing else is kept", web);
    Check.same(web.strip(), web, "No blanks around it");
    Check.that(!web.contains("  "), "Single blanks", web);
    for (int at = web.indexOf('-'); at >= 0; at = web.indexOf('-', at + 1)) {
      Check.that(at == 0 || web.charAt(at - 1) == ' ', "A minus begins something", web);
      Check.that(at + 1 < web.length() && web.charAt(at + 1) != ' ', "A minus excludes", web);
    }
    if (query.prefix()) {
      String last = List.of(web.split(" ", -1)).getLast();
      Check.that(last.codePointCount(0, last.length()) >= 2, "A beginning of two", web);
      Check.that(!query.isEmpty() && !query.onlyExcludes(), "A beginning is looked for", web);
    }
    Check.that(!query.isEmpty() || !query.onlyExcludes(), "Nothing excludes nothing", web);
    String plain = typed.replace('"', ' ').replace('-', ' ');
    String words = SearchWords.of(plain, MAX_WORDS);
    if (words.length() < MAX_WORDS / 2) { // else it was cut
      Check.same(words, SearchQuery.of(plain).web(), "A text asks for its own words");
    }
    int bound = typed.length() / 2;
    Check.that(SearchWords.of(typed, bound).length() <= bound, "Words are bounded", typed);
  }

  private static boolean isKept(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || c == ' '
        || c == '"'
        || c == '-'
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
