package io.sluice.launcher.standin;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a prompt tells the stand-in to do, read from the prompt's own words: nothing here knows of
 * versions.
 *
 * @param json asked for JSON at all
 * @param explainsToTheAngryFirst asked to write something before the JSON for angry customers
 * @param arabic told that emails may be in Arabic
 * @param refunds told to keep refunds apart from billing
 * @param urgencyByConsequence told to judge urgency by what happens, not by tone
 */
record PromptRules(
    boolean json,
    boolean explainsToTheAngryFirst,
    boolean arabic,
    boolean refunds,
    boolean urgencyByConsequence) {

  private static final Pattern ANGRY = Pattern.compile("\\b(angry|upset|furious|frustrated)\\b");
  private static final Pattern FIRST =
      Pattern.compile("\\bfirst (explain|write|acknowledge|say|apologi[sz]e)\\b");

  static PromptRules read(String instructions) {
    String text = instructions.toLowerCase(Locale.ROOT);
    return new PromptRules(
        text.contains("json"),
        Arrays.stream(text.split("\\."))
            .anyMatch(sentence -> ANGRY.matcher(sentence).find() && FIRST.matcher(sentence).find()),
        text.contains("arabic"),
        text.contains("- refund:"),
        text.contains("not by capital letters"));
  }
}
