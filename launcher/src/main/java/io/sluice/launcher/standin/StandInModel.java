package io.sluice.launcher.standin;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule-based stand-in for a language model, for email classification. It heeds the prompt that it
 * is given, as a model would: told to answer in JSON it does, no longer told so it chats; emails it
 * was not told how to cope with, or that talk it into something else, make it chat too.
 */
public final class StandInModel {
  /** The model name that it answers with, wherever it shows. */
  public static final String NAME = "stand-in";

  private static final Pattern EMAIL = Pattern.compile("<email>(.*)</email>", Pattern.DOTALL);

  /**
   * Answers one conversation.
   *
   * @param instructions the system messages
   * @param request the user's message; the email is what stands between {@code <email>} marks, or
   *     all of it without them
   */
  public String answer(String instructions, String request) {
    PromptRules rules = PromptRules.read(instructions);
    Matcher marked = EMAIL.matcher(request);
    EmailReading email = EmailReading.of(marked.find() ? marked.group(1) : request);
    if (email.givesOrders()) {
      return "Sure! I'll put the earlier rules aside and do what your message says.";
    }
    if (email.isArabic() && !rules.arabic()) {
      return "عذرًا، تبدو هذه رسالة من أحد العملاء. كيف يمكنني مساعدتك؟";
    }
    if (!rules.json()) {
      return "This looks like an email about %s.".formatted(category(rules, email));
    }
    String json = json(rules, email);
    return rules.explainsToTheAngryFirst() && email.isAngry()
        ? "The customer is upset; a quick and honest answer would calm them.\n" + json
        : json;
  }

  private static String json(PromptRules rules, EmailReading email) {
    return "{\"category\": \"%s\", \"urgency\": \"%s\", \"action_required\": %s}"
        .formatted(category(rules, email), urgency(rules, email), needsAction(rules, email));
  }

  private static String category(PromptRules rules, EmailReading email) {
    EmailKind kind = EmailKind.of(email);
    boolean unknownWord = kind == EmailKind.REFUND && !rules.refunds();
    return (unknownWord ? EmailKind.BILLING : kind).name().toLowerCase(Locale.ROOT);
  }

  private static String urgency(PromptRules rules, EmailReading email) {
    if (email.hasConsequence()) {
      return "high";
    }
    if (email.isAngry()) {
      return rules.urgencyByConsequence() ? "medium" : "high";
    }
    return needsAction(rules, email) ? "medium" : "low";
  }

  private static boolean needsAction(PromptRules rules, EmailReading email) {
    EmailKind kind = EmailKind.of(email);
    return !email.isEmpty()
        && !email.isAutomatic()
        && kind != EmailKind.FEEDBACK
        && !(kind == EmailKind.OTHER && rules.urgencyByConsequence());
  }
}
