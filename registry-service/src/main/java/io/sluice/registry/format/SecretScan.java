package io.sluice.registry.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what looks like a credential. A prompt is copied to many places; a key in it is a leaked
 * key. The finding never repeats the secret.
 */
public final class SecretScan {
  private record Kind(String name, Pattern pattern) {
    Kind(String name, String pattern) {
      this(name, Pattern.compile(pattern));
    }
  }

  /** Bounded and possessive, so that a line takes time in proportion to its length. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("a private key", "-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----"),
          new Kind("an API key", "\\bsk-(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{20,200}"),
          new Kind("an AWS access key", "\\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\\b"),
          new Kind("a GitHub token", "\\bgh[pousr]_[A-Za-z0-9]{36,255}"),
          new Kind("a GitHub token", "\\bgithub_pat_[A-Za-z0-9_]{22,255}"),
          new Kind("a GitLab token", "\\bgl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,100}"),
          new Kind("a Slack token", "\\bx(?:ox[abeoprs]|app)-[A-Za-z0-9-]{10,200}"),
          new Kind(
              "a Slack webhook", "hooks\\.slack\\.com/services/T[A-Z0-9]{6,20}/B[A-Z0-9]{6,20}/"),
          new Kind("a Google API key", "\\bAIza[0-9A-Za-z_-]{35}"),
          new Kind("a Google OAuth secret", "\\bGOCSPX-[A-Za-z0-9_-]{20,60}"),
          new Kind("a Google access token", "\\bya29\\.[A-Za-z0-9_-]{20,400}"),
          new Kind("a Stripe key", "\\b[rs]k_live_[A-Za-z0-9]{16,200}"),
          new Kind("an npm token", "\\bnpm_[A-Za-z0-9]{36}"),
          new Kind("a PyPI token", "\\bpypi-[A-Za-z0-9_-]{40,300}"),
          new Kind("a Hugging Face token", "\\bhf_[A-Za-z0-9]{30,100}"),
          new Kind("a SendGrid key", "\\bSG\\.[A-Za-z0-9_-]{16,40}\\.[A-Za-z0-9_-]{16,80}"),
          new Kind(
              "a password in a URL",
              "\\b[a-z][a-z0-9+.-]{1,20}://[^\\s/:@{}<>]{1,80}:[^\\s/:@{}<>]{6,80}@"),
          new Kind(
              "a JSON Web Token",
              "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}+\\.eyJ[A-Za-z0-9_-]{10,4000}+\\."));

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)(?:(?:api[_-]?key|secret|access[_-]?key|token|passw(?:or)?d|credential)s?"
              + "[\"']?\\s{0,3}[:=]\\s{0,3}|\\bbearer\\s{1,3})[\"']?([A-Za-z0-9+/_.=-]{20,200})");

  private static final int MAX_FINDINGS = 20;

  /** Bits a character; words have less, random letters and digits more. */
  private static final double RANDOM_BITS = 3.5;

  private SecretScan() {}

  /** What looks like a credential, up to 20. Each pattern passes the text once. */
  public static List<Finding> find(String path, String text) {
    List<Finding> findings = new ArrayList<>();
    for (Kind kind : KINDS) {
      Matcher matcher = kind.pattern().matcher(text);
      while (findings.size() < MAX_FINDINGS && matcher.find()) {
        findings.add(finding(path, text, matcher.start(), kind.name()));
      }
    }
    Matcher assignment = ASSIGNMENT.matcher(text);
    while (findings.size() < MAX_FINDINGS && assignment.find()) {
      if (isRandom(assignment.group(1))) {
        Finding found = finding(path, text, assignment.start(1), "a key or a password");
        if (findings.stream().noneMatch(other -> other.line() == found.line())) {
          findings.add(found);
        }
      }
    }
    findings.sort(Comparator.comparingInt(Finding::line));
    return findings;
  }

  private static Finding finding(String path, String text, int at, String what) {
    int lineStart = text.lastIndexOf('\n', at) + 1;
    int line = 1 + (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    return new Finding(
        path,
        line,
        at - lineStart + 1,
        "secret",
        "This looks like "
            + what
            + "; remove it, and revoke it if it is real: it has left your machine.");
  }

  /** Letters and digits, spread as by chance (Shannon entropy of the characters). */
  private static boolean isRandom(String value) {
    if (value.chars().noneMatch(Character::isDigit)
        || value.chars().noneMatch(Character::isLetter)) {
      return false;
    }
    int[] counts = new int[128];
    value.chars().forEach(c -> counts[c]++);
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / value.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits >= RANDOM_BITS;
  }
}
