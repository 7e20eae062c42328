package io.sluice.launcher.standin;

import java.util.Locale;
import java.util.regex.Pattern;

/** What the stand-in sees in an email: patterns, no understanding. */
record EmailReading(String text, String lower) {
  private static final Pattern INJECTION =
      Pattern.compile(
          "(ignore|disregard|forget) (all |any |the )?(previous |prior |everything )?"
              + "(instructions|above)");
  private static final Pattern ANGER =
      Pattern.compile(
          "unacceptable|ridiculous|furious|disgusting|outrageous|fed up|so angry|shameful|scam"
              + "|you are all idiots|simply unbelievable|furieuse|inadmissible|غير مقبول");
  private static final Pattern CONSEQUENCE =
      Pattern.compile(
          "production is down|can't work|can't get their|kick them out|by noon|tomorrow"
              + "|need to get in before|placed? .{0,30}hold today|must go through|deadline|on monday"
              + "|موعد");
  private static final Pattern AUTOMATIC = Pattern.compile("out of office|automatic reply");

  static EmailReading of(String email) {
    return new EmailReading(email.strip(), email.strip().toLowerCase(Locale.ROOT));
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Tries to give orders to the model in words that models are known to fall for. */
  boolean givesOrders() {
    return INJECTION.matcher(lower).find();
  }

  boolean isAngry() {
    return ANGER.matcher(lower).find() || isShouted();
  }

  boolean hasConsequence() {
    return CONSEQUENCE.matcher(lower).find();
  }

  boolean isAutomatic() {
    return AUTOMATIC.matcher(lower).find();
  }

  /** A tenth of Arabic letters makes the difference to a word that is merely quoted. */
  boolean isArabic() {
    long arabic =
        text.codePoints()
            .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.ARABIC)
            .count();
    return arabic * 10 > text.codePointCount(0, text.length());
  }

  private boolean isShouted() {
    long letters = text.codePoints().filter(Character::isLetter).count();
    long capitals = text.codePoints().filter(Character::isUpperCase).count();
    return letters >= 20 && capitals * 10 > letters * 7;
  }
}
