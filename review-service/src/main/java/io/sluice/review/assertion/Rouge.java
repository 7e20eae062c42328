package io.sluice.review.assertion;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ROUGE of single words. */
final class Rouge {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  private Rouge() {}

  /**
   * ROUGE-1: the share of the reference's words that the text has, each as often as it occurs in
   * both (C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, section 2).
   * Words are runs of letters and digits of any script, in lower case.
   *
   * @return 0 to 1; 0 when the reference has no word
   */
  static double recall(String text, String reference) {
    Map<String, Integer> wanted = words(reference);
    Map<String, Integer> there = words(text);
    int all = 0;
    int found = 0;
    for (Map.Entry<String, Integer> word : wanted.entrySet()) {
      all += word.getValue();
      found += Math.min(word.getValue(), there.getOrDefault(word.getKey(), 0));
    }
    return all == 0 ? 0 : (double) found / all;
  }

  private static Map<String, Integer> words(String text) {
    Map<String, Integer> words = new HashMap<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.merge(matcher.group(), 1, Integer::sum);
    }
    return words;
  }
}
