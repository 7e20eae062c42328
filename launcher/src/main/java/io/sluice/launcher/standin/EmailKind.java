package io.sluice.launcher.standin;

import java.util.regex.Pattern;

/** Categories by key words, in the order in which they are tried. */
enum EmailKind {
  LEGAL(
      "attorney|injunction|subpoena|ombudsman|data processing agreement|litigation|our lawyers?\\b"),
  REFUND("refund|money back|paid me back|pay back|returned the|remboursement|استرداد|restocking"),
  BILLING(
      "invoice|charged|charge\\b|\\bbill\\b|\\bbilled\\b|payment|annual plan|\\bprice\\b|per seat"
          + "|rechnung|فاتور|bank transfer|الاشتراك"),
  ACCOUNT(
      "log in|password|my account|my own account|recovery codes|permissions|my profile|two"
          + " workspaces|left the company|كلمة المرور"),
  SHIPPING(
      "parcel|tracking|delivery|delivered|shipped|\\bship\\b|box arrived|colis|شحن|depot|customs"),
  FEEDBACK("thank|wonderful|five stars|love it|well done|a wish|things work|شكر"),
  TECHNICAL(
      "\\bapp\\b|webhook|export|\\bapi\\b|error|screen sharing|dark mode|unauthorized|sync|search"
          + " in|dashboard|التطبيق|502|freezes"),
  OTHER(".*");

  private final Pattern words;

  EmailKind(String words) {
    this.words = Pattern.compile(words, Pattern.DOTALL);
  }

  /** The first kind whose words are in the email. */
  static EmailKind of(EmailReading email) {
    for (EmailKind kind : values()) {
      if (kind.words.matcher(email.lower()).find()) {
        return kind;
      }
    }
    return OTHER;
  }
}
